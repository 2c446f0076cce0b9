/** What the person with this telephone may do, for administrators. */

import { Switch, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useChangePerson, usePeople } from "../../api/queries";

export function PersonRights({ id }: { id: string }) {
  const { t } = useTranslation();
  const people = usePeople();
  const change = useChangePerson();
  const person = people.data?.items.find((one) => one.id === id);
  if (!person) return null;
  return (
    <>
      <Switch
        label={t("phones.maySupervise", { name: person.name })}
        description={t("phones.maySuperviseHint")}
        checked={person.may_supervise}
        disabled={change.isPending}
        onChange={(event) => {
          change.mutate({ id, change: { may_supervise: event.currentTarget.checked } });
        }}
      />
      {change.isError && (
        <Text role="alert" c="red">
          {t("trunks.notSaved")}
        </Text>
      )}
    </>
  );
}
