// Set formulas: one JSON object a line on standard input, {latex, display}; one a line back, {html} or {error}.
const katex = require("./katex.min.js");

const answer = ({ latex, display }) => {
  try {
    return { html: katex.renderToString(latex, { displayMode: display, strict: false }) };
  } catch (error) {
    return { error: error.message };
  }
};

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + "\n"));
