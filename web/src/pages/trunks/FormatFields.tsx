/** The form of how an operator writes numbers, both ways. */

import { Select, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { NumberFormats } from "../../api/types";
import { FormatPreview } from "./FormatPreview";
import { rulesOf, rulesText } from "./rules";

const FORMS = ["e164", "plain", "national", "international"] as const;

interface Props {
  formats: NumberFormats;
  change: (formats: NumberFormats) => void;
  error: string | undefined;
}

export function FormatFields({ formats, change, error }: Props) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs">
      {error !== undefined && (
        <Text size="sm" role="alert" c="var(--bad)">
          {error}
        </Text>
      )}
      <TextInput
        label={t("trunks.country")}
        description={t("trunks.countryHint")}
        maxLength={2}
        value={formats.country ?? ""}
        onChange={(event) => {
          change({ ...formats, country: event.currentTarget.value.toUpperCase() || null });
        }}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {(["called", "caller"] as const).map((who) => (
          <Stack key={who} gap="xs">
            <Select
              label={t(`trunks.${who}Form`)}
              allowDeselect={false}
              data={FORMS.map((value) => ({ value, label: t(`trunks.forms.${value}`) }))}
              value={formats[who].form}
              onChange={(form) => {
                const chosen = FORMS.find((known) => known === form) ?? "e164";
                change({ ...formats, [who]: { ...formats[who], form: chosen } });
              }}
            />
            <TextInput
              label={t("trunks.international")}
              value={formats[who].international}
              onChange={(event) => {
                change({ ...formats, [who]: { ...formats[who], international: event.currentTarget.value } });
              }}
            />
            <RuleField
              label={t("trunks.rulesOut")}
              rules={formats[who].rules}
              change={(rules) => {
                change({ ...formats, [who]: { ...formats[who], rules } });
              }}
            />
            <RuleField
              label={t("trunks.rulesIn")}
              rules={formats[`${who}_in`]}
              change={(rules) => {
                change({ ...formats, [`${who}_in`]: rules });
              }}
            />
          </Stack>
        ))}
      </SimpleGrid>
      <FormatPreview formats={formats} />
    </Stack>
  );
}

type Rules = NumberFormats["called_in"];

function RuleField({ label, rules, change }: { label: string; rules: Rules; change: (rules: Rules) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(rulesText(rules));
  const shown = rulesText(rulesOf(text)) === rulesText(rules) ? text : rulesText(rules);
  return (
    <Textarea
      label={label}
      description={t("trunks.rulesHint")}
      autosize
      minRows={1}
      value={shown}
      onChange={(event) => {
        setText(event.currentTarget.value);
        change(rulesOf(event.currentTarget.value));
      }}
    />
  );
}
