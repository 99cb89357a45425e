// What of the runtime is only for templates that await. It answers a function that begins a render and says "p",
// and that says, called without arguments after the pending jobs ran, what became of it.
(function (start, inside, text, thrown) {
  "use strict";
  async function render(name, it) {
    const page = start(name, 2, it, more);
    const result = await page.result;
    if (result !== page) return result;
    return page.layout ? render(page.layout, inside(page, it)) : page.res;
  }

  function more(page, it) {
    const capture = async (fill) => {
      const outside = page.res;
      page.res = "";
      try {
        await fill();
        return page.res;
      } finally {
        page.res = outside;
      }
    };
    return [
      (name, data) => render(name, { ...it, ...(data ?? {}) }),
      capture,
      async (name, fill) => {
        if (page.layout) {
          if (fill) page.blocks[name] = await capture(fill);
          return "";
        }
        const filled = it.__blocks || {};
        return name in filled ? filled[name] : fill ? capture(fill) : "";
      },
    ];
  }

  let settled = "p";
  async function finish(entry, it) {
    try {
      settled = text(await render(entry, it));
    } catch (error) {
      settled = thrown(error);
    }
  }

  return (entry, it) => {
    if (entry !== undefined) finish(entry, it);
    return settled;
  };
})
