// The pill identifier: every change of a criterion asks the pill service anew. Imprints are suggested by the lookup on www.
(() => {
  'use strict';

  const typingMs = 400;
  const imprint = document.getElementById('pill-imprint');
  const groups = [...document.querySelectorAll('[data-criterion]')];
  const count = document.querySelector('.pill-count');
  const list = document.querySelector('.pill-list');
  const chosenList = document.querySelector('.pill-chosen');
  const hint = count.textContent;
  let timer;
  // Answers may overtake one another: only the one to the last question counts.
  let question = 0;

  function make(tag, text, className = '') {
    const element = document.createElement(tag);
    element.textContent = text;
    element.className = className;
    return element;
  }

  const pressed = (group) => group.querySelector('[aria-pressed=true]');

  function press(group, button) {
    for (const each of group.querySelectorAll('button')) each.setAttribute('aria-pressed', String(each === button));
    void search();
  }

  for (const group of groups) {
    for (const button of group.querySelectorAll('button')) {
      button.addEventListener('click', () => press(group, button === pressed(group) ? null : button));
    }
  }
  imprint.form.addEventListener('submit', (event) => event.preventDefault());
  imprint.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      suggestImprints();
      void search();
    }, typingMs);
  });

  function suggestImprints() {
    document.getElementById('pill-lookup')?.remove();
    if (imprint.value.trim() === '') return;
    const query = new URLSearchParams({
      sz: '50',
      s: '3',
      format: 'json',
      json: 'imprint_lookup',
      q: imprint.value.trim(),
      jsonp: 'showImprints',
    });
    const script = document.createElement('script');
    script.id = 'pill-lookup';
    script.src = `${mdscpSettings.lookup}?${query}`;
    document.head.append(script);
  }

  window.showImprints = ({ types }) => {
    const options = (types[0]?.references ?? []).map(({ val }) => {
      const option = document.createElement('option');
      option.value = val;
      return option;
    });
    document.getElementById('pill-imprints').replaceChildren(...options);
  };

  /** The criteria in the service's own query language; null: none was chosen. */
  function readQuery() {
    const id = (name) => {
      const button = pressed(groups.find((group) => group.dataset.criterion === name));
      return button && Number(button.value);
    };
    const query = {
      ...(id('Shape') && { shapes: { $elemMatch: { medscapeShapeId: id('Shape') } } }),
      ...(id('Color') && { colors: { $elemMatch: { medscapeColorId: id('Color') } } }),
      ...(id('Form') && { 'form.medscapeFormId': id('Form') }),
      ...(id('Scoring') && { 'scoring.medscapeScoringId': id('Scoring') }),
      ...(imprint.value.trim() && { imprint: imprint.value.trim() }),
    };
    return Object.keys(query).length > 0 ? query : null;
  }

  function chip(value, remove) {
    const item = document.createElement('li');
    const button = make('button', `${value} ×`, 'chip selected');
    button.type = 'button';
    button.setAttribute('aria-label', `remove ${value}`);
    button.addEventListener('click', remove);
    item.append(button);
    return item;
  }

  function showChosen() {
    const chips = groups.flatMap((group) => {
      const button = pressed(group);
      return button ? [chip(button.textContent.trim(), () => press(group, null))] : [];
    });
    if (imprint.value.trim() !== '') {
      const clear = () => {
        imprint.value = '';
        void search();
      };
      chips.push(chip(imprint.value.trim(), clear));
    }
    chosenList.replaceChildren(...chips);
  }

  async function search() {
    const mine = (question += 1);
    const query = readQuery();
    showChosen();
    list.replaceChildren();
    count.textContent = query ? 'Searching…' : hint;
    if (!query) return;
    const answer = await ask(query);
    if (mine !== question) return;
    if (answer) showPills(answer);
    else count.textContent = 'The pill service does not answer. Please try again later.';
  }

  /** null: no answer, or one that is no data. */
  async function ask(query) {
    const parameters = new URLSearchParams({ query: JSON.stringify(query), pageNumber: '1' });
    try {
      const response = await fetch(`/ws/services/drugService/getPills?${parameters}`);
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  function showPills({ totalCount, drugs }) {
    count.textContent =
      totalCount === 0 ? 'No pills match' : `${totalCount} ${totalCount === 1 ? 'pill matches' : 'pills match'}`;
    list.replaceChildren(...drugs.map(makePill));
  }

  function makePill(pill) {
    const item = make('li', '', 'pill');
    const picture = make(
      'div',
      pill.imprint,
      `pill-picture pill-shape is-${slug(pill.shape.name)} in-${slug(pill.color.name)}`,
    );
    picture.setAttribute('aria-hidden', 'true');
    const link = make('a', `${pill.genericName} ${pill.strength}`);
    link.href = pill.monographUrl;
    const heading = make('h3', '');
    heading.append(link);
    const details = make('dl', '', 'definitions');
    const rows = {
      Generic: pill.genericName,
      Imprint: pill.imprint,
      Strength: pill.strength,
      Shape: pill.shape.name,
      Color: pill.color.name,
      Form: pill.form.name,
      Scoring: pill.scoring.name,
      Manufacturer: pill.manufacturer,
    };
    for (const [name, value] of Object.entries(rows)) details.append(make('dt', name), make('dd', value));
    const text = document.createElement('div');
    text.append(heading, details);
    item.append(picture, text);
    return item;
  }

  function slug(name) {
    return name.toLowerCase().replace(' ', '-');
  }
})();
