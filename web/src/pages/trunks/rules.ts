/** Rules for the beginnings of numbers as text: one a line, "+7 = 8". */

interface Rule {
  prefix: string;
  replacement: string;
}

export function rulesText(rules: Rule[]): string {
  return rules.map(({ prefix, replacement }) => `${prefix} = ${replacement}`.trim()).join("\n");
}

/** Reads the text; a line without "=" is a beginning to be stripped. */
export function rulesOf(text: string): Rule[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [prefix = "", replacement = ""] = line.split("=");
      return { prefix: prefix.trim(), replacement: replacement.trim() };
    });
}
