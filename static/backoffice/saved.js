// On every page of the back office: what a form kept is forgotten once the server has it.
"use strict"

{
  const submitted = sessionStorage.getItem("submitted")
  const isLogin = document.body.classList.contains("login")
  if (submitted && !isLogin && !document.querySelector(".errornote")) {
    // Back on the same form without a word of success: the login had expired, nothing is saved.
    const isSame = submitted.endsWith(`:${location.pathname}`)
    if (!isSame || document.querySelector(".messagelist .success")) localStorage.removeItem(submitted)
    sessionStorage.removeItem("submitted")
  }

  document.getElementById("logout-form")?.addEventListener("submit", () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("kept:")) localStorage.removeItem(key)
  })
}
