import table from './node_modules/vega-datasets/data/seattle-weather.csv?raw';

const days = readCsv(table);
