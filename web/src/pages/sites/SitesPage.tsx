/** The company's sites, how full their lines are, and who belongs there. */

import { Button, Group, Paper, Progress, SimpleGrid, Text } from "@mantine/core";
import { Building2, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMe, useSites } from "../../api/queries";
import type { Site } from "../../api/types";
import { PageTitle } from "../../states/PageTitle";
import { StateMark } from "../../states/StateMark";
import { Empty, Failure, Loading, Stale } from "../../states/States";
import { Facts } from "../calls/Facts";
import { SiteForm } from "./SiteForm";
import { share } from "./share";

export function SitesPage() {
  const { t } = useTranslation();
  const sites = useSites();
  const me = useMe();
  const [edited, setEdited] = useState<Site | "new" | null>(null);
  const admin = me.data?.role === "admin";
  const add = admin && (
    <Button
      leftSection={<Plus size={16} aria-hidden="true" />}
      onClick={() => {
        setEdited("new");
      }}
    >
      {t("sites.add")}
    </Button>
  );
  return (
    <>
      <PageTitle title={t("sites.title")}>{sites.data && sites.data.items.length > 0 && add}</PageTitle>
      {sites.isError && sites.data && <Stale />}
      {sites.isPending ? (
        <Loading lines={2} height={160} />
      ) : !sites.data ? (
        <Failure error={sites.error} retry={() => void sites.refetch()} />
      ) : sites.data.items.length === 0 ? (
        <Paper withBorder>
          <Empty icon={Building2} title={t("sites.empty")} hint={t("sites.emptyHint")}>
            {add}
          </Empty>
        </Paper>
      ) : (
        <SimpleGrid component="ul" className="plain-list cards" cols={{ base: 1, lg: 2 }} aria-label={t("sites.list")}>
          {sites.data.items.map((site) => (
            <SiteCard
              key={site.id}
              site={site}
              edit={
                admin
                  ? () => {
                      setEdited(site);
                    }
                  : undefined
              }
            />
          ))}
        </SimpleGrid>
      )}
      {edited !== null && (
        <SiteForm
          key={edited === "new" ? "new" : edited.id}
          site={edited === "new" ? null : edited}
          close={() => {
            setEdited(null);
          }}
        />
      )}
    </>
  );
}

function SiteCard({ site, edit }: { site: Site; edit: (() => void) | undefined }) {
  const { t } = useTranslation();
  const known = site.legs != null;
  const tone = !known ? "warn" : !site.alarm ? "good" : site.alarm.level === "full" ? "bad" : "warn";
  const word = !known ? "unknown" : (site.alarm?.level ?? "free");
  return (
    <Paper withBorder p="md" component="li">
      <Group justify="space-between" gap="xs" mb="md" align="flex-start">
        <Text component="h2" fz="md" fw={650}>
          {site.name}
        </Text>
        <StateMark tone={tone} words={t(`sites.states.${word}`)} />
      </Group>
      <Facts
        facts={[
          [t("sites.up"), <Rate key="up" name={t("sites.up")} used={site.used_up} limit={site.kbit_up} site={site} />],
          [t("sites.down"), <Rate key="down" name={t("sites.down")} used={site.used_down} limit={site.kbit_down} site={site} />],
          [t("sites.inCalls"), site.legs],
          [
            t("sites.networks"),
            site.networks.length === 0 ? (
              <Text fw={400} size="sm" className="quiet">
                {t("sites.noNetworks")}
              </Text>
            ) : (
              <ul className="contacts">
                {site.networks.map((network) => (
                  <li key={network}>{network}</li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
      {edit && (
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={edit} aria-label={t("sites.editOf", { name: site.name })}>
            {t("sites.edit")}
          </Button>
        </Group>
      )}
    </Paper>
  );
}

interface RateProps {
  name: string;
  used: number | null | undefined;
  limit: number;
  site: Site;
}

function Rate({ name, used, limit, site }: RateProps) {
  const { t } = useTranslation();
  const words =
    limit === 0
      ? t("sites.unlimited", { used: used ?? "–" })
      : used == null
        ? t("sites.limit", { limit })
        : t("sites.usedOf", { used, limit });
  const taken = share(used, limit);
  return (
    <>
      {words}
      {taken !== null && (
        <Progress
          mt={4}
          value={taken}
          color={taken >= site.alarm_percent ? "orange" : undefined}
          aria-label={`${site.name}, ${name}`}
        />
      )}
    </>
  );
}
