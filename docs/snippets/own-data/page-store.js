import { indexedDbStore } from '@dl/core';

const store = indexedDbStore('weather');
