
"use strict";
// A choice is synchronised before the next page comes, which may take a while: say so, and take no second click.
document.addEventListener("submit", () => {
  document.getElementById("doing").hidden = false;
  const buttons = document.querySelectorAll("form button");
  setTimeout(() => buttons.forEach((button) => { button.disabled = true; })); // once the form has been read
});
