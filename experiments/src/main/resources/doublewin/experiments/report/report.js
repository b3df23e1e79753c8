'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const percent = value => (100 * value).toFixed(1);

  // The map: details of the cell that is pointed at or focused, and arrow keys.
  for (const figure of document.querySelectorAll('.map')) {
    const map = data.maps[figure.dataset.map];
    const details = figure.querySelector('.details');
    const describe = (row, column) => {
      const [correct, low, high, difference] = map.cells[row][column];
      const weaker = difference === 0 ? 'as on the diagonal'
        : `${Math.abs(100 * difference).toFixed(1)} points ${difference > 0 ? 'above' : 'below'} the diagonal`;
      return `Inference ${map.labels[row]}, attack ${map.labels[column]}: ${correct} of ${map.images} correct, `
        + `${percent(correct / map.images)} % (${percent(low)} to ${percent(high)}), `
        + (row === column ? 'on the diagonal' : weaker);
    };
    for (const svg of figure.querySelectorAll('svg')) {
      const cells = [...svg.querySelectorAll('.cell')];
      const size = map.labels.length;
      const show = cell => { details.textContent = describe(+cell.dataset.row, +cell.dataset.column); };
      cells.forEach((cell, index) => {
        cell.setAttribute('tabindex', index === 0 ? '0' : '-1');
        cell.setAttribute('role', 'img');
        cell.setAttribute('aria-label', describe(+cell.dataset.row, +cell.dataset.column));
        cell.addEventListener('mouseenter', () => show(cell));
        cell.addEventListener('focus', () => show(cell));
      });
      svg.addEventListener('keydown', event => {
        const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
        const from = event.target.closest('.cell');
        if (!step || !from) {
          return;
        }
        event.preventDefault();
        const row = Math.min(size - 1, Math.max(0, +from.dataset.row + step[0]));
        const column = Math.min(size - 1, Math.max(0, +from.dataset.column + step[1]));
        const to = cells.find(cell => +cell.dataset.row === row && +cell.dataset.column === column);
        from.setAttribute('tabindex', '-1');
        to.setAttribute('tabindex', '0');
        to.focus();
      });
    }
  }

  // Curves. They are drawn on a canvas, so they are drawn anew where colours or widths change.
  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const draw = figure => {
    const chart = data.charts[figure.dataset.chart];
    const place = figure.querySelector('.plot');
    place.textContent = '';
    const axis = { stroke: style('--ink'), grid: { stroke: style('--line') }, ticks: { stroke: style('--line') } };
    const hue = index => 250 - 230 * index / Math.max(1, chart.series.length - 1);
    new uPlot({
      width: Math.max(260, place.clientWidth),
      height: 320,
      scales: { x: { time: false } },
      axes: [{ ...axis, label: 'epoch' }, { ...axis, label: chart.unit, size: 60 }],
      series: [{ label: 'epoch' }, ...chart.series.map((label, index) => ({
        label, stroke: `hsl(${hue(index)} 65% 50%)`, width: 2, spanGaps: true, points: { show: chart.epochs.length < 40 },
        dash: label.startsWith('clean') ? [6, 4] : undefined,
        value: (_, value) => value == null ? '-' : value.toFixed(1),
      }))],
    }, [chart.epochs, ...chart.values], place);
  };
  const charts = [...document.querySelectorAll('.chart')];
  charts.forEach(draw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.forEach(draw));
  let drawnAt = innerWidth;
  addEventListener('resize', () => {
    if (innerWidth !== drawnAt) {
      drawnAt = innerWidth;
      charts.forEach(draw);
    }
  });
})();
