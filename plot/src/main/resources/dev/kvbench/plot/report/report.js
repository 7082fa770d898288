'use strict';
(() => {
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
})();
