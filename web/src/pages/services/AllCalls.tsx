/** What is set for all calls of the company: the beeps that the law may ask for. */

import { Paper, Stack, Switch, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useChangeCompany, useCompany } from "../../api/services";

const TONES = ["record_tone", "supervision_tone"] as const;

export function AllCalls({ changeable }: { changeable: boolean }) {
  const { t } = useTranslation();
  const company = useCompany();
  const change = useChangeCompany();
  if (!company.data) return null;
  const now = { ...company.data, ...(change.isPending ? change.variables : {}) };
  return (
    <Paper withBorder p="md" mt="lg" component="section" aria-label={t("services.allCalls")}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t("services.allCalls")}
        </Title>
        {TONES.map((name) => (
          <Switch
            key={name}
            label={t(`services.${name}`)}
            description={t(`services.${name}Hint`)}
            checked={now[name] ?? false}
            disabled={!changeable || change.isPending}
            onChange={(event) => {
              change.mutate({ [name]: event.currentTarget.checked });
            }}
          />
        ))}
        {change.isError && (
          <Text role="alert" c="red">
            {t("services.notSaved")}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
