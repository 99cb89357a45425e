// Render the cases on standard input with the Eta of npm; the folder of the package is the argument.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { Eta } = createRequire(process.argv[2] + "/")("eta/core");
const answers = [];
for (const { templates, data, awaits } of JSON.parse(readFileSync(0, "utf8"))) {
  const eta = new Eta();
  try {
    for (const [name, source] of Object.entries(templates)) {
      if (awaits) eta.loadTemplate(name, source, { async: true });
      // A template that awaits has no synchronous form.
      if (!awaits || !source.includes("await")) eta.loadTemplate(name, source);
    }
    const text = awaits ? await eta.renderAsync("main", data) : eta.render("main", data);
    answers.push({ text: text.toWellFormed() });
  } catch (error) {
    const parsing = error.name === "EtaParser Error";
    const line = parsing && /at line (\d+) col/.exec(error.message);
    answers.push({ error: parsing ? "broken" : "stopped", line: line ? Number(line[1]) : null });
  }
}
process.stdout.write(JSON.stringify(answers));
