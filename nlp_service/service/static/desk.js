// Makes the pages quicker; each works without it.
document.documentElement.classList.add("js");
const load = (id, module) => document.getElementById(id) && import(module);
load("intake", "./intake.js");
load("waiting", "./waiting.js");
load("panes", "./panes.js");
load("list", "./list.js");
