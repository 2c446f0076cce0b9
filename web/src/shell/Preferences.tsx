/** Language, appearance and, for those logged in, the way out. */

import { ActionIcon, Menu, Text, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { LogOut, Settings2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useLogOut } from "../api/queries";
import type { Me } from "../api/types";
import { isLanguage, LANGUAGES, setLanguage } from "../i18n";

const SCHEMES = ["light", "dark", "auto"] as const satisfies readonly MantineColorScheme[];

export function Preferences({ me }: { me?: Me }) {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const logOut = useLogOut();
  return (
    <Menu position="bottom-end" width={240} withinPortal closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={t("app.settings")} title={t("app.settings")}>
          <Settings2 size={18} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {me && (
          <>
            <Text size="sm" px="sm" pt="xs">
              {t("app.loggedInAs", { name: me.login })}
            </Text>
            <Text size="xs" px="sm" pb="xs" className="quiet">
              {t(`role.${me.role}`)}
            </Text>
            <Menu.Divider />
          </>
        )}
        <Menu.Label c="var(--quiet)">{t("app.language")}</Menu.Label>
        <Menu.RadioGroup
          value={i18n.language}
          onChange={(language) => {
            if (isLanguage(language)) void setLanguage(language);
          }}
        >
          {Object.entries(LANGUAGES).map(([language, name]) => (
            <Menu.RadioItem key={language} value={language} lang={language}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Label c="var(--quiet)">{t("app.appearance")}</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(chosen) => {
            const scheme = SCHEMES.find((one) => one === chosen);
            if (scheme) setColorScheme(scheme);
          }}
        >
          {SCHEMES.map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme}>
              {t(`app.${scheme}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        {me && (
          <>
            <Menu.Divider />
            <Menu.Item
              closeMenuOnClick
              leftSection={<LogOut size={16} aria-hidden="true" />}
              onClick={() => {
                logOut.mutate();
              }}
            >
              {t("app.logOut")}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
