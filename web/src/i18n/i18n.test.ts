import { describe, expect, test } from "vitest";

import { en } from "./en";
import { chooseLanguage, LANGUAGES } from "./index";
import { ru } from "./ru";

interface Tree {
  [key: string]: string | Tree;
}
const ALL: Record<string, Tree> = { en, ru };
const SECTION_TITLES = /^(calls|voicemail|phones|services|trunks|routes|bans|company)\.title$/; // `${section.name}.title`
const PLURAL = /_(zero|one|two|few|many|other)$/;

function sentences(tree: Tree, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[prefix + key, value] as const] : [...sentences(value, `${prefix}${key}.`)],
    ),
  );
}

function keys(tree: Tree): Set<string> {
  return new Set([...sentences(tree).keys()].map((key) => key.replace(PLURAL, "")));
}

function gaps(sentence: string): string[] {
  return (sentence.match(/{{\w+}}/g) ?? []).sort();
}

test("every sentence is used", () => {
  const sources = import.meta.glob<string>(["../**/*.ts", "../**/*.tsx", "!./**/*.ts"], {
    query: "?raw",
    import: "default",
    eager: true,
  });
  const text = Object.values(sources).join("\n");
  const unused = [...keys(en)].filter(
    (key) => !text.includes(`"${key}"`) && !text.includes(`\`${key.replace(/[^.]+$/, "")}\${`) && !SECTION_TITLES.test(key),
  );
  expect(unused).toEqual([]);
});

test("every language offered has its sentences here", () => {
  expect(Object.keys(ALL)).toEqual(Object.keys(LANGUAGES));
});

describe.each(Object.entries(ALL))("%s", (language, tree) => {
  test("has every key and no other", () => {
    expect([...keys(tree)].sort()).toEqual([...keys(en)].sort());
  });

  test("has no empty sentence", () => {
    expect([...sentences(tree)].filter(([, sentence]) => sentence.trim() === "")).toEqual([]);
  });

  test("has the form of every plural", () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const own = sentences(tree);
    const plurals = new Set([...own.keys()].filter((key) => PLURAL.test(key)).map((key) => key.replace(PLURAL, "")));
    expect(plurals.size).toBeGreaterThan(0);
    for (const key of plurals) for (const form of forms) expect(own.has(`${key}_${form}`), `${key}_${form}`).toBe(true);
  });

  test("fills the same gaps as English", () => {
    const english = sentences(en);
    for (const [key, sentence] of sentences(tree)) {
      const original = english.get(key) ?? english.get(key.replace(PLURAL, "_other"));
      expect(gaps(sentence), key).toEqual(gaps(original ?? ""));
    }
  });
});

test("the browser's wish is followed unless somebody chose", () => {
  expect(chooseLanguage("ru", ["en"])).toBe("ru");
  expect(chooseLanguage(null, ["et-EE", "ru-RU", "en"])).toBe("ru");
  expect(chooseLanguage("xx", ["et"])).toBe("en");
  expect(chooseLanguage(null, ["toString"])).toBe("en");
});
