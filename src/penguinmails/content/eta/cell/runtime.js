// What a template finds when it runs: an expression, a function of the compiled templates, each [name, function, async
// function], where what awaits has no plain function, and what does not no async one; and for templates that await of
// awaiting.js. It answers `render`, called with the entry's name, the data as JSON and a seed that is not 0, which
// answers one string: "o" output, "n" output as JSON, "e" what was thrown, "r" not text, "p" pending.
// A template may change every built-in object here; it changes its own output only, and the caller checks that.
// Each line is parsed for each render: that is a third of what a render costs, so there are few.
(function (sources, awaiting) {
  "use strict";
  for (const name of ["performance", "SharedArrayBuffer", "Atomics", "WeakRef", "FinalizationRegistry"]) delete globalThis[name];
  const refuse = () => {
    throw new Error("the current time is not available to a template, which must give the same text again; use a date from the data");
  };
  Date.now = refuse;
  Date = Date.prototype.constructor = new Proxy(Date, {
    apply: refuse,
    construct: (target, given, made) => given.length ? Reflect.construct(target, given, made) : refuse(),
  });

  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  const special = /[&<>"']/g;
  const entity = (character) => entities[character];
  const escape = (value) => String(value).replace(special, entity);

  function load(name, kind) {
    let found = sources.find((each) => each[0] === name);
    if (!found) {
      // "@part", "./part" and "/part.eta" are names of "part" too.
      const plain = String(name).replace("@", "").replace(".eta", "").split("/").filter((each) => each !== "." && each).join("/");
      found = sources.find((each) => each[0] === plain);
    }
    if (!found) throw new Error(`there is no template "${name}" to include`);
    if (!found[kind]) throw new Error(`the template "${name}" awaits, so includeAsync has to include it`);
    return found[kind];
  }

  const inside = (page, it) => ({ ...it, body: page.res, ...page.layoutData, __blocks: page.blocks });

  function start(name, kind, it, more) {
    const page = { res: "", e: escape, blocks: {}, layout: undefined, layoutData: undefined };
    const capture = (fill) => {
      const outside = page.res;
      page.res = "";
      try {
        fill();
        return page.res;
      } finally {
        page.res = outside;
      }
    };
    const run = load(name, kind);
    page.result = run(
      it,
      page,
      (name, data) => render(name, { ...it, ...(data ?? {}) }),
      (name, data) => {
        page.layout = name;
        page.layoutData = data;
      },
      (text) => {
        page.res += text;
      },
      capture,
      (name, fill) => {
        if (page.layout) {
          if (fill) page.blocks[name] = capture(fill);
          return "";
        }
        const filled = it.__blocks || {};
        return name in filled ? filled[name] : fill ? capture(fill) : "";
      },
      ...(more ? more(page, it) : []),
    );
    return page;
  }

  function render(name, it) {
    const page = start(name, 1, it);
    if (page.result !== page) return page.result;
    return page.layout ? render(page.layout, inside(page, it)) : page.res;
  }

  function text(result) {
    if (typeof result !== "string") return "r";
    // What leaves as a C string ends at a NUL, and a rope does not leave at all.
    const whole = ["o", result].join("").toWellFormed();
    return whole.includes("\0") ? ["n", JSON.stringify(result.toWellFormed())].join("") : whole;
  }

  function thrown(error) {
    let shown = "something that cannot be shown was thrown", stack = "";
    try {
      shown = `${error}`.slice(0, 500);
      stack = `${error.stack}`.slice(0, 4000);
    } catch {}
    return ["e", JSON.stringify([shown, stack])].join("");
  }

  const later = awaiting && awaiting(start, inside, text, thrown);
  return (entry, data, seed) => {
    if (entry === undefined) return later();
    try {
      // Xorshift (Marsaglia, 2003): the same seed, the same numbers.
      Math.random = () => {
        seed ^= seed << 13;
        seed ^= seed >>> 17;
        seed ^= seed << 5;
        return (seed >>> 0) / 4294967296;
      };
      const it = JSON.parse(data);
      return later ? later(entry, it) : text(render(entry, it));
    } catch (error) {
      return thrown(error);
    }
  };
})
