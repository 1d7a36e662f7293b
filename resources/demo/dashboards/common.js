// What the pages share: the clock, asking the server, and text set only when it changed, so that a
// page repaints no more than what moved.
'use strict';
const $ = id => document.getElementById(id);
const WEEKDAYS = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'];

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function sayTime(at) {
  // the server's own time and zone, as it was sent
  say($('time'), at.slice(11, 19));
  const day = new Date(at.slice(0, 10) + 'T12:00:00');
  say($('date'), `${day.getMonth() + 1}月${day.getDate()}日 ${WEEKDAYS[day.getDay()]}`);
}

async function ask(name) {
  const reply = await fetch(`/api/${name}`, { cache: 'no-store' });
  if (!reply.ok) throw new Error(`status ${reply.status}`);
  return reply.json();
}

// Asks every `seconds`, one question at a time, and goes on when the server is away.
function follow(name, seconds, show) {
  const step = async () => {
    try {
      const told = await ask(name);
      sayTime(told.at);
      show(told);
    } catch (error) { /* the next answer is as good */ }
    setTimeout(step, seconds * 1000);
  };
  step();
}

const SVG = 'http://www.w3.org/2000/svg';
function draw(parent, kind, attributes, text) {
  const made = document.createElementNS(SVG, kind);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (text !== undefined) made.textContent = text;
  parent.appendChild(made);
  return made;
}

// A canvas as sharp as its box; gives its context, scaled so that 1 unit is 1 rem.
function sharp(canvas) {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const box = canvas.getBoundingClientRect();
  canvas.width = Math.round(box.width);
  canvas.height = Math.round(box.height);
  const c = canvas.getContext('2d');
  c.setTransform(rem, 0, 0, rem, 0, 0);
  return { c, w: box.width / rem, h: box.height / rem, rem };
}
const FONT = '"Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", sans-serif';
