/** Which of the company's numbers come by a trunk; a change counts at once. */

import { Paper, Stack, Switch, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useChangeNumber, useNumbers } from "../../api/queries";
import type { Trunk } from "../../api/types";
import { phone } from "../../format/phone";

export function NumbersOfTrunk({ trunk }: { trunk: Trunk }) {
  const { t } = useTranslation();
  const numbers = useNumbers();
  const change = useChangeNumber();
  if (!numbers.data) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="numbers-of-trunk">
      <Stack gap="sm">
        <Title order={2} id="numbers-of-trunk">
          {t("trunks.numbers")}
        </Title>
        <Text size="sm" className="quiet">
          {numbers.data.items.length === 0 ? t("trunks.noNumbersAtAll") : t("trunks.numbersHint")}
        </Text>
        {numbers.data.items.map((number) => (
          <Switch
            key={number.id}
            label={[phone(number.e164), number.label].filter(Boolean).join(" · ")}
            checked={number.trunk_id === trunk.id}
            disabled={change.isPending}
            onChange={(event) => {
              change.mutate({ id: number.id, change: { trunk_id: event.currentTarget.checked ? trunk.id : "" } });
            }}
          />
        ))}
        {change.isError && (
          <Text role="alert" c="var(--bad)">
            {t("trunks.notSaved")}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
