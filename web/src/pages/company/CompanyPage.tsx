/** What is set for the whole company. */

import { Button, Group, Paper, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { fieldErrors } from "../../api/problem";
import { useMe } from "../../api/queries";
import { useChangeCompany, useCompany } from "../../api/services";
import type { Company, CompanyChange } from "../../api/types";
import { PageTitle } from "../../states/PageTitle";
import { Failure, Loading, Stale } from "../../states/States";

/** Languages that Offhook speaks on the telephone, each by its own name. */
const SPOKEN = { en: "English", ru: "Русский", et: "Eesti", de: "Deutsch", am: "አማርኛ" };
const SPOKEN_TAGS = Object.keys(SPOKEN) as (keyof typeof SPOKEN)[];
const TEXTS = ["name", "country", "timezone", "currency"] as const;
const CODES = { name: 120, country: 2, timezone: 64, currency: 3 };

export function CompanyPage() {
  const { t } = useTranslation();
  const company = useCompany();
  return (
    <>
      <PageTitle title={t("company.title")} />
      {company.isError && company.data && <Stale />}
      {company.isPending ? (
        <Loading lines={4} height={60} />
      ) : !company.data ? (
        <Failure error={company.error} retry={() => void company.refetch()} />
      ) : (
        <Paper withBorder p="md">
          <Settings company={company.data} />
        </Paper>
      )}
    </>
  );
}

function Settings({ company }: { company: Company }) {
  const { t } = useTranslation();
  const me = useMe();
  const change = useChangeCompany();
  const [wanted, setWanted] = useState<CompanyChange>({});
  const readOnly = me.data?.role !== "admin";
  const errors = fieldErrors(change.error);
  const set = (more: CompanyChange) => {
    setWanted({ ...wanted, ...more });
  };
  const now = { ...company, ...wanted };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(wanted, {
          onSuccess: () => {
            setWanted({});
          },
        });
      }}
    >
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {TEXTS.map((name) => (
            <TextInput
              key={name}
              label={t(`company.${name}`)}
              description={t(`company.${name}Hint`)}
              required
              readOnly={readOnly}
              maxLength={CODES[name]}
              value={now[name] ?? ""}
              error={errors.has(name) ? t(`company.wrong.${name}`) : undefined}
              onChange={(event) => {
                const text = event.currentTarget.value;
                set({ [name]: name === "country" || name === "currency" ? text.toUpperCase() : text });
              }}
            />
          ))}
          <Select
            label={t("company.language")}
            description={t("company.languageHint")}
            allowDeselect={false}
            readOnly={readOnly}
            data={SPOKEN_TAGS.map((value) => ({ value, label: SPOKEN[value] }))}
            value={now.language ?? null}
            onChange={(chosen) => {
              const language = SPOKEN_TAGS.find((known) => known === chosen);
              if (language) set({ language });
            }}
          />
          <TextInput
            label={t("company.sip_domain")}
            description={t("company.sip_domainHint")}
            readOnly
            value={company.sip_domain}
          />
        </SimpleGrid>
        {change.isError && (
          <Text role="alert" c="var(--bad)">
            {errors.size > 0 ? t("trunks.notSavedFields") : t("trunks.notSaved")}
          </Text>
        )}
        {!readOnly && (
          <Group justify="flex-end">
            <Button type="submit" loading={change.isPending} disabled={Object.keys(wanted).length === 0}>
              {t("trunks.save")}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
