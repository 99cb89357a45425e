// What a template finds when it runs: an expression, a function of the compiled templates, each
// [name, first line, body], and for templates that await of awaiting.js. It answers `render`, called with the entry's name, the data as JSON and the seed in two
// halves. `render` answers one string: "o" output, "n" output as JSON, "e" what was thrown, "r" not text, "p" pending.
// A template may change every built-in object here; it changes its own output only, and the caller checks that.
// Each line is parsed for each render: that is half of what a render costs, so there are few.
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
  const special = /[&<>"']/, everySpecial = /[&<>"']/g;
  const entity = (character) => entities[character];
  const escape = (value) => {
    const text = String(value);
    return special.test(text) ? text.replace(everySpecial, entity) : text;
  };

  const evaluate = eval, functions = {};
  function load(name, kind) {
    const plain = `${name}`.replace(/^(?:@|\.?\/)|\.eta$/g, "");
    const source = sources.find((each) => each[0] === name) || sources.find((each) => each[0] === plain);
    if (!source) throw new Error(`there is no template "${name}" to include`);
    const [found, line, body] = source;
    return functions[kind + found] ||= evaluate(
      `${"\n".repeat(line)}(${kind}(it,__eta,include,layout,output,capture,block,includeAsync,captureAsync,blockAsync){\n${body}return __eta\n})`,
    );
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
    return [page, load(name, kind)(
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
    )];
  }

  function render(name, it) {
    const [page, result] = start(name, "function", it);
    if (result !== page) return result;
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
  return (entry, data, low, high) => {
    if (entry === undefined) return later();
    try {
      // Mulberry32: the same seed, the same numbers.
      const imul = Math.imul;
      let state = low ^ imul(high, 0x9e3779b1);
      Math.random = () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
      };
      const it = JSON.parse(data);
      return later ? later(entry, it) : text(render(entry, it));
    } catch (error) {
      return thrown(error);
    }
  };
})
