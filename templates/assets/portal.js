// Small helps on top of pages that work without them.
"use strict";
(() => {
  const typing = (event) =>
    event.isComposing || event.keyCode === 229 || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  document.documentElement.classList.add("js");

  // On a phone the navigation begins folded; where the window grows wide again, nothing would be there to unfold it.
  const nav = document.querySelector(".nav details");
  const narrow = window.matchMedia("(max-width: 900px)");
  const fold = () => { nav.open = !narrow.matches; };
  if (nav) {
    fold();
    narrow.addEventListener("change", fold);
  }

  // Focus goes to the summary of faults, where there is one.
  const summary = document.querySelector("[data-summary]");
  if (summary) summary.focus();

  // A form is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (!form.dataset.many) {
      form.dataset.sent = "1";
      setTimeout(() => {
        delete form.dataset.sent;
      }, 8000);
    }
  });

  // "/" goes to the search, j and k through the rows of a queue.
  document.addEventListener("keydown", (event) => {
    if (typing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...document.querySelectorAll("[data-rows] tbody tr a[data-row]")];
    const at = rows.indexOf(document.activeElement);
    if (event.key === "/") {
      const box = document.querySelector("form.search input");
      if (box) {
        event.preventDefault();
        box.focus();
      }
    }
    if (event.key === "j" && rows.length) rows[Math.min(at + 1, rows.length - 1)].focus();
    if (event.key === "k" && rows.length) rows[Math.max(at - 1, 0)].focus();
  });

  // Printing, reading aloud.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const button of document.querySelectorAll("[data-listen]")) {
    if (!("speechSynthesis" in window)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      if (speechSynthesis.speaking) {
        speechSynthesis.cancel();
        return;
      }
      const words = new SpeechSynthesisUtterance(document.querySelector("main").innerText);
      words.lang = document.documentElement.lang;
      words.rate = 0.9;
      speechSynthesis.speak(words);
    });
  }

  // Files can be dropped where they can be chosen.
  for (const zone of document.querySelectorAll(".drop")) {
    const input = zone.querySelector("input[type=file]");
    if (!input) continue;
    for (const kind of ["dragover", "dragleave", "drop"]) {
      zone.addEventListener(kind, (event) => {
        event.preventDefault();
        zone.classList.toggle("over", kind === "dragover");
      });
    }
    zone.addEventListener("drop", (event) => {
      if (event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }

  // A clause and the line that carries it light up together.
  for (const part of document.querySelectorAll("[data-clause]")) {
    const all = () => document.querySelectorAll(`[data-clause="${part.dataset.clause}"]`);
    for (const kind of ["mouseenter", "focus"])
      part.addEventListener(kind, () => all().forEach((e) => e.classList.add("lit")));
    for (const kind of ["mouseleave", "blur"])
      part.addEventListener(kind, () => all().forEach((e) => e.classList.remove("lit")));
  }

  // Which rows are chosen is remembered while one pages and filters; the choice goes with the form.
  const basket = document.querySelector("[data-basket]");
  if (basket) {
    const name = `basket:${basket.dataset.basket}`;
    let chosen = new Set(JSON.parse(sessionStorage.getItem(name) || "[]"));
    const boxes = [...document.querySelectorAll("input[data-pick]")];
    const show = () => {
      sessionStorage.setItem(name, JSON.stringify([...chosen]));
      for (const box of boxes) {
        box.checked = chosen.has(box.value);
        box.closest("tr").classList.toggle("chosen", box.checked);
      }
      for (const word of document.querySelectorAll("[data-picked]")) word.textContent = String(chosen.size);
      for (const old of basket.querySelectorAll("input[data-away]")) old.remove();
      for (const id of chosen) {
        if (boxes.some((b) => b.value === id)) continue;
        const hidden = document.createElement("input");
        hidden.type = "hidden";
        hidden.name = "case";
        hidden.value = id;
        hidden.dataset.away = "1";
        basket.append(hidden);
      }
      const bar = document.querySelector("[data-basket-bar]");
      if (bar) bar.hidden = chosen.size === 0;
    };
    for (const box of boxes)
      box.addEventListener("change", () => {
        box.checked ? chosen.add(box.value) : chosen.delete(box.value);
        show();
      });
    for (const all of document.querySelectorAll("[data-pick-all]"))
      all.addEventListener("change", () => {
        boxes.forEach((b) => (all.checked ? chosen.add(b.value) : chosen.delete(b.value)));
        show();
      });
    for (const none of document.querySelectorAll("[data-pick-none]"))
      none.addEventListener("click", () => {
        chosen = new Set();
        show();
      });
    basket.addEventListener("submit", () => sessionStorage.removeItem(name));
    show();
  }

  // The seconds in which an approval can be taken back.
  for (const clock of document.querySelectorAll("[data-seconds]")) {
    let left = Number(clock.dataset.seconds);
    const tick = () => {
      clock.textContent = String(Math.max(left, 0));
      if (left-- <= 0) {
        location.reload();
      } else {
        setTimeout(tick, 1000);
      }
    };
    tick();
  }

  // Verifying: the file is hashed on this device; only its hash is asked about. Its statement, too, is read here.
  const check = document.querySelector("[data-verify]");
  if (check && window.crypto && crypto.subtle) {
    const input = check.querySelector("input[type=file]");
    const hex = (buffer) => [...new Uint8Array(buffer)].map((b) => b.toString(16).padStart(2, "0")).join("");
    const read = (text, pattern) => {
      const found = pattern.exec(text);
      return found ? found[1] : "";
    };
    const look = async () => {
      const file = input.files[0];
      if (!file) return;
      const bytes = await file.arrayBuffer();
      check.querySelector("[name=sha256]").value = hex(await crypto.subtle.digest("SHA-256", bytes));
      // A copy that was altered still names its original: so it can be told from a file that is none of ours.
      const text = new TextDecoder("latin1").decode(bytes);
      check.querySelector("[name=check]").value = read(text, /"check_code":"([0-9A-HJKMNP-TV-Z]{8})"/);
      check.querySelector("[name=named]").value = read(text, /"query_code":"([0-9A-HJKMNP-TV-Z]{12})"/);
      check.querySelector("[name=bytes]").value = String(bytes.byteLength);
      input.disabled = true;
      check.enctype = "application/x-www-form-urlencoded";
      check.requestSubmit();
    };
    input.addEventListener("change", look);
    window.addEventListener("pageshow", () => {
      input.disabled = false;
    });
  }

  // Findings while one writes: what was typed is looked over, and nothing is kept.
  const live = document.querySelector("form[data-live]");
  if (live) {
    let turn = 0;
    let pause = 0;
    const fieldOf = (root, name) => root.querySelector(`[id="${CSS.escape(name)}"]`)?.closest(".field");
    const renew = (field, other, name) => {
      field.className = other.className;
      const [old, said] = [field, other].map((f) => f.querySelector(`[id="${CSS.escape(`said-${name}`)}"]`));
      if (old) old.remove();
      if (said) {
        said.setAttribute("role", "status");
        field.append(said);
      }
      const [input, now] = [field, other].map((f) => f.querySelector("input, select, textarea"));
      for (const key of ["aria-describedby", "aria-invalid"]) {
        if (now?.hasAttribute(key)) input.setAttribute(key, now.getAttribute(key));
        else input?.removeAttribute(key);
      }
    };
    const look = async () => {
      const own = ++turn;
      const body = new URLSearchParams(new FormData(live));
      body.set("do", "check");
      const answer = await fetch(location.pathname, { method: "POST", body, credentials: "same-origin" }).catch(() => null);
      if (!answer?.ok || own !== turn) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const names = new Set([...live.elements].map((e) => e.name).filter((n) => n.startsWith("/")));
      for (const name of names) {
        const [field, other] = [fieldOf(live, name), fieldOf(page, name)];
        if (field && other) renew(field, other, name);
      }
      const summary = live.querySelector("[data-summary]");
      const next = page.querySelector("form[data-live] [data-summary]");
      if (summary && next) summary.replaceWith(next);
      else if (summary) summary.remove();
      else if (next) live.prepend(next);
    };
    live.addEventListener("change", () => {
      clearTimeout(pause);
      pause = setTimeout(look, 300);
    });
  }
})();
