#!/usr/bin/env node
console.log('spcat');
