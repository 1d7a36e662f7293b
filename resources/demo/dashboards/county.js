// The county's map on 100 x 60 units: border, townships, rivers, roads and places.
'use strict';
const BORDER = [[6, 30], [5, 22], [9, 15], [8, 8], [16, 4], [26, 5], [33, 1.5], [44, 4], [54, 2], [64, 5], [75, 3.5],
  [86, 7], [94, 10], [97, 19], [93, 27], [95, 36], [88, 43], [80, 46], [74, 54], [63, 58.5], [52, 55], [42, 58],
  [30, 55], [21, 57.5], [11, 53], [7, 45], [3, 39]];
const TOWNS = [['塔石', 12, 24], ['箬阳', 17, 14], ['沙畈', 29, 25], ['汤溪', 14, 48], ['洋埠', 28, 46],
  ['琅琊', 76, 21], ['白龙桥', 50.5, 33], ['蒋堂', 38, 40], ['双龙', 68, 11], ['罗店', 56, 14], ['竹马', 44, 15],
  ['长山', 33, 12], ['安地', 60, 50], ['雅畈', 71, 40], ['苏孟', 61, 38], ['岭下', 86, 33], ['莘畈', 41, 51]];
const LEFTWARD = ['箬阳', '白龙桥'];  // what lies to their right would cover the name
const MARKED = ['箬阳', '白龙桥', '琅琊', '双龙', '安地', '汤溪'];
const RIVER = [[0, 45], [9, 42], [18, 41.5], [27, 44], [36, 46], [45, 43.5], [52, 38], [58, 33], [66, 32], [75, 33.5],
  [84, 29], [92, 21], [100, 17]];
const STREAMS = [[[17, 10], [21, 18], [25, 26], [31, 33], [38, 37], [46, 43]], [[60, 58], [58, 50], [57, 42], [56, 34.5]],
  [[70, 8], [70, 16], [66, 24], [63, 32.2]]];
const LAKE = [[23, 26.5], [25, 25], [27.5, 26.2], [28.6, 28.6], [27, 30.6], [24.6, 29.8], [23.2, 28.6]];

// A number between -1 and 1 that both neighbours of an edge find for its middle.
function jitter(a, b) {
  const n = Math.sin((a[0] + b[0]) * 12.9898 + (a[1] + b[1]) * 78.233) * 43758.5453;
  return (n - Math.floor(n)) * 2 - 1;
}

function rough(a, b, depth) {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  if (depth === 0 || length < 1) return [a];
  const s = jitter(a, b) * 0.13 * (a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? 1 : -1);
  const m = [(a[0] + b[0]) / 2 - (b[1] - a[1]) * s, (a[1] + b[1]) / 2 + (b[0] - a[0]) * s];
  return [...rough(a, m, depth - 1), ...rough(m, b, depth - 1)];
}

// Corners are rounded first, so that both neighbours of an edge have the same one.
function roughened(points) {
  const even = points.map(p => p.map(v => Math.round(v * 20) / 20));
  return even.flatMap((p, i) => rough(p, even[(i + 1) % even.length], 3));
}

// The part of a polygon nearer to p than to q.
function nearer(polygon, p, q) {
  const mx = (p[0] + q[0]) / 2, my = (p[1] + q[1]) / 2, nx = q[0] - p[0], ny = q[1] - p[1];
  const side = v => (v[0] - mx) * nx + (v[1] - my) * ny;
  const out = [];
  polygon.forEach((a, i) => {
    const b = polygon[(i + 1) % polygon.length], sa = side(a), sb = side(b);
    if (sa <= 0) out.push(a);
    if (sa < 0 !== sb < 0) {
      const t = sa / (sa - sb);
      out.push([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]);
    }
  });
  return out;
}

const path = (points, close) => 'M' + points.map(p => `${p[0].toFixed(2)} ${p[1].toFixed(2)}`).join('L') + (close ? 'Z' : '');

// A smooth line through the points.
function flowing(points) {
  let d = `M${points[0][0]} ${points[0][1]}`;
  for (let i = 1; i < points.length - 1; i++) {
    const [x, y] = points[i], [u, v] = points[i + 1];
    d += `Q${x} ${y} ${(x + u) / 2} ${(y + v) / 2}`;
  }
  const last = points[points.length - 1];
  return d + `L${last[0]} ${last[1]}`;
}

// Draws the county once into an SVG group. `inks`: land colours, border, line widths in map units.
function drawCounty(group, inks) {
  const border = path(roughened(BORDER), true);
  draw(draw(group, 'clipPath', { id: 'county' }), 'path', { d: border });
  draw(group, 'path', { d: border, fill: inks.land[0] });
  const land = draw(group, 'g', { 'stroke': inks.edge, 'stroke-width': 0.12, 'clip-path': 'url(#county)' });
  TOWNS.forEach(([, x, y], i) => {
    let cell = [[-9, -9], [109, -9], [109, 69], [-9, 69]];
    TOWNS.forEach(([, u, v], j) => { if (i !== j) cell = nearer(cell, [x, y], [u, v]); });
    draw(land, 'path', { d: path(roughened(cell), true), fill: inks.land[i % inks.land.length] });
  });
  draw(group, 'path', { d: border, fill: 'none', stroke: inks.border, 'stroke-width': 0.28 });
  const water = draw(group, 'g', { fill: 'none', stroke: inks.water, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' });
  STREAMS.forEach(s => draw(water, 'path', { d: flowing(s), 'stroke-width': 0.34, opacity: 0.75 }));
  draw(water, 'path', { d: flowing(RIVER), 'stroke-width': 0.85 });
  draw(water, 'path', { d: flowing([...LAKE, LAKE[0]]), fill: inks.water, stroke: 'none' });
}

function drawPlaces(group, names, ink, paper) {
  TOWNS.filter(t => names.includes(t[0])).forEach(([name, x, y]) => {
    draw(group, 'circle', { cx: x, cy: y, r: 0.42, fill: ink });
    const left = LEFTWARD.includes(name);
    draw(group, 'text', { x: left ? x - 0.9 : x + 0.9, y: left ? y + 1.1 : y + 0.55, 'text-anchor': left ? 'end' : 'start', fill: ink, 'font-size': 1.75, 'paint-order': 'stroke', stroke: paper, 'stroke-width': 0.35 }, name);
  });
}
