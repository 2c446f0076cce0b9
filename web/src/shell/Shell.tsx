/** The frame around every page: sections at the side, or at the foot of a narrow screen. */

import { AppShell, Badge, Group, Menu, NavLink, Text, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Ellipsis } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, Outlet, NavLink as RouterLink, useLocation } from "react-router";

import { useVoicemails } from "../api/queries";
import type { Me } from "../api/types";
import { Logo } from "./Logo";
import { Preferences } from "./Preferences";
import { SECTIONS, type Section } from "./sections";

/** How many fit side by side on a narrow screen. */
const TABS = 5;

export function Shell({ me }: { me: Me }) {
  const { t } = useTranslation();
  const narrow = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const sections = SECTIONS.filter((section) => section.roles.includes(me.role));
  const fitting = sections.length > TABS ? TABS - 1 : TABS;
  const [first, rest] = [sections.slice(0, fitting), sections.slice(fitting)];
  return (
    <>
      <a className="skip" href="#content">
        {t("app.skip")}
      </a>
      <AppShell
        header={{ height: 54 }}
        navbar={{ width: 210, breakpoint: "sm", collapsed: { mobile: true } }}
        footer={{ height: 60, collapsed: !narrow }}
        padding={{ base: "sm", sm: "lg" }}
      >
        <AppShell.Header px="md">
          <Group h="100%" justify="space-between" wrap="nowrap">
            <Group component={Link} {...{ to: "/calls" }} gap={10} wrap="nowrap" className="brand">
              <Logo />
              <Text component="span" fw={700} size="lg">
                {t("app.name")}
              </Text>
            </Group>
            <Preferences me={me} />
          </Group>
        </AppShell.Header>
        {narrow ? (
          <AppShell.Footer>
            <nav className="tabs" aria-label={t("app.navigation")}>
              {first.map((section) => (
                <RouterLink key={section.name} to={section.path} className="tab">
                  <section.icon size={20} aria-hidden="true" />
                  {t(`${section.name}.title`)}
                  {section.name === "voicemail" && <NewMessages />}
                </RouterLink>
              ))}
              {rest.length > 0 && <More sections={rest} />}
            </nav>
          </AppShell.Footer>
        ) : (
          <AppShell.Navbar p="sm" aria-label={t("app.navigation")}>
            {sections.map((section) => (
              <SideLink key={section.name} section={section} />
            ))}
          </AppShell.Navbar>
        )}
        <AppShell.Main id="content" tabIndex={-1} className="content">
          <div className="page">
            <Outlet />
          </div>
        </AppShell.Main>
      </AppShell>
    </>
  );
}

/** The sections that do not fit at the foot. */
function More({ sections }: { sections: readonly Section[] }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const here = sections.some((section) => pathname.startsWith(section.path));
  return (
    <Menu position="top-end" withinPortal>
      <Menu.Target>
        <UnstyledButton className="tab" aria-current={here ? "page" : undefined}>
          <Ellipsis size={20} aria-hidden="true" />
          {t("app.more")}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {sections.map((section) => (
          <Menu.Item
            key={section.name}
            component={Link}
            to={section.path}
            leftSection={<section.icon size={18} aria-hidden="true" />}
            aria-current={pathname.startsWith(section.path) ? "page" : undefined}
          >
            {t(`${section.name}.title`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function SideLink({ section }: { section: Section }) {
  const { t } = useTranslation();
  const active = useLocation().pathname.startsWith(section.path);
  return (
    <NavLink
      component={Link}
      to={section.path}
      active={active}
      aria-current={active ? "page" : undefined}
      label={t(`${section.name}.title`)}
      leftSection={<section.icon size={18} aria-hidden="true" />}
      rightSection={section.name === "voicemail" && <NewMessages />}
      className="side"
    />
  );
}

/** How many messages wait to be heard, if any. */
function NewMessages() {
  const { t } = useTranslation();
  const messages = useVoicemails().data?.pages.flatMap((page) => page.items) ?? [];
  const count = messages.filter((message) => message.heard_at === null).length;
  if (count === 0) return null;
  return (
    <Badge size="sm" circle={count < 10} className="count" aria-label={t("voicemail.unheard", { count })}>
      {count}
    </Badge>
  );
}
