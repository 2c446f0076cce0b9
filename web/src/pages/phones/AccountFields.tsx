/** Whose telephone it is, what it is called, and its password. */

import { PasswordInput, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { usePeople } from "../../api/queries";
import type { Device, DeviceChange } from "../../api/types";

type Account = Pick<DeviceChange, "label" | "person_id" | "secret">;

interface Props {
  device: Device;
  wanted: Account;
  onChange: (change: Account) => void;
  weak: boolean;
}

export function AccountFields({ device, wanted, onChange, weak }: Props) {
  const { t } = useTranslation();
  const people = usePeople();
  const names = (people.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <TextInput
        label={t("phones.label")}
        maxLength={80}
        value={wanted.label ?? device.label}
        onChange={(event) => {
          onChange({ label: event.currentTarget.value });
        }}
      />
      <Select
        label={t("phones.person")}
        description={t("phones.personHint")}
        allowDeselect={false}
        data={[{ value: "", label: t("phones.nobody") }, ...names]}
        value={wanted.person_id ?? device.person_id ?? ""}
        onChange={(person) => {
          onChange({ person_id: person ?? "" });
        }}
      />
      <PasswordInput
        label={t("phones.newPassword")}
        description={t("phones.newPasswordHint")}
        maxLength={128}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ "aria-label": t("trunks.showSecret") }}
        value={wanted.secret ?? ""}
        error={weak ? t("phones.weakPassword") : undefined}
        onChange={(event) => {
          onChange({ secret: event.currentTarget.value || null });
        }}
      />
    </>
  );
}
