import { defineElements } from '@dl/report/elements';
import { createApp } from 'vue';
import App from './app.vue';
import { isolate } from './shell/isolation';
import { router } from './shell/router';
import './styles/tokens.css';
import './styles/base.css';
import './styles/cards.css';

defineElements();
createApp(App).use(router).mount('#app');
if (import.meta.env.PROD) void isolate();
