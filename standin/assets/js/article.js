// The registration wall of an article: the whole text shows for a moment, then a cover asks anonymous readers to log in.
// Settings: mdscpSettings.wall, .loginUrl, .registrationUrl.
(() => {
  'use strict';

  const settings = window.mdscpSettings;
  const article = document.querySelector('.article');
  if (!settings.wall || !article) return;

  function cover() {
    const wall = document.createElement('section');
    wall.className = 'registration-wall';
    wall.setAttribute('aria-labelledby', 'registration-wall-title');

    const heading = document.createElement('h2');
    heading.id = 'registration-wall-title';
    heading.textContent = 'To continue reading this article';
    const text = document.createElement('p');
    text.textContent = 'Log in, or become a member. Membership is free for health professionals.';
    const login = document.createElement('a');
    login.className = 'button';
    login.href = settings.loginUrl;
    login.textContent = 'Log In';
    const register = document.createElement('a');
    register.className = 'button button-secondary';
    register.href = settings.registrationUrl;
    register.textContent = 'Register';
    const actions = document.createElement('div');
    actions.className = 'form-actions';
    actions.append(login, register);

    wall.append(heading, text, actions);
    article.classList.add('is-covered');
    article.append(wall);
  }

  setTimeout(cover, 350);
})();
