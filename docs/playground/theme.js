// Light or dark as the visitor chose on the other pages of the site; else as the system has it. Before anything is drawn.
const chosen = localStorage.getItem('vitepress-theme-appearance');
if (chosen === 'light' || chosen === 'dark') document.documentElement.style.colorScheme = chosen;
