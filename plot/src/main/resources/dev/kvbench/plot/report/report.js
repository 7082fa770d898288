'use strict';
(() => {
  // Values of charts, by pointer and by arrow keys. Without this script browsers show <title>.
  // The tip is always there, and empty: a screen reader speaks what changes in what it knows.
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.setAttribute('role', 'status');
  document.body.append(tip);
  let shown = null;
  const hide = () => {
    if (shown) shown.classList.remove('on');
    shown = null;
    tip.textContent = '';
  };
  const place = () => {
    if (!shown) return;
    const marks = shown.querySelectorAll(':scope > :not([fill=transparent])');
    const box = marks[marks.length - 1].getBoundingClientRect();
    const frame = shown.closest('.plot').getBoundingClientRect();
    if (box.right < frame.left || box.left > frame.right) return hide(); // scrolled away
    tip.style.left = tip.style.top = '0'; // as wide as its words want to be
    const left = Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 8);
    const above = box.top - tip.offsetHeight - 10;
    tip.style.left = Math.max(8, left) + scrollX + 'px';
    tip.style.top = (above < 0 ? box.bottom + 10 : above) + scrollY + 'px';
  };
  const show = (point) => {
    if (shown === point) return;
    hide();
    shown = point;
    point.classList.add('on');
    tip.textContent = point.dataset.value;
    place();
  };
  for (const plot of document.querySelectorAll('.plot')) {
    const points = [...plot.querySelectorAll('.pt')];
    for (const point of points) {
      const title = point.querySelector(':scope > title');
      point.dataset.value = title.textContent;
      title.remove();
      point.addEventListener('pointerenter', () => show(point));
      point.addEventListener('pointerleave', hide);
    }
    let at = -1;
    plot.addEventListener('keydown', (event) => {
      const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
      if (event.key === 'Escape') hide();
      if (!step || !points.length) return;
      event.preventDefault();
      at = at < 0 ? (step > 0 ? 0 : points.length - 1) : (at + step + points.length) % points.length;
      points[at].scrollIntoView({block: 'nearest', inline: 'nearest'});
      show(points[at]);
    });
    plot.addEventListener('blur', hide);
    plot.addEventListener('scroll', place); // a key may have caused it: the value stays
  }
  addEventListener('resize', place);

  // Tables that sort and filter.
  for (const box of document.querySelectorAll('.sortable')) {
    const body = box.querySelector('tbody');
    const rows = [...body.rows];
    const heads = [...box.querySelectorAll('thead th')];
    const key = (row, column) => {
      const cell = row.cells[column];
      return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
    };
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const falling = head.getAttribute('aria-sort') === 'ascending';
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', falling ? 'descending' : 'ascending');
        const sorted = [...rows].sort((one, other) => {
          const a = key(one, column);
          const b = key(other, column);
          if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1; // numbers first
          const order = typeof a === 'number' ? a - b : a.localeCompare(b, 'en', {numeric: true});
          return falling ? -order : order;
        });
        body.append(...sorted);
      });
    });
    const field = box.querySelector('.filter');
    const input = field.querySelector('input');
    const count = field.querySelector('.count');
    field.hidden = false;
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let left = 0;
      for (const row of rows) {
        const text = [...row.cells].map((cell) => cell.textContent).join(' ').toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) left++;
      }
      count.textContent = words.length ? `${left} of ${rows.length} rows` : '';
    });
  }

  // Paper has no folds.
  addEventListener('beforeprint', () => {
    for (const fold of document.querySelectorAll('details')) fold.open = true;
  });
})();
