/** The parts of the application, and who may see them: the same as the API's permissions. */

import {
  Building2,
  PhoneCall,
  Router,
  ShieldBan,
  Signpost,
  SlidersHorizontal,
  TabletSmartphone,
  Users,
  Voicemail,
  type LucideIcon,
} from "lucide-react";

import type { Role } from "../api/types";

export type SectionName = "calls" | "voicemail" | "phones" | "services" | "trunks" | "sites" | "routes" | "bans" | "company";

export interface Section {
  name: SectionName;
  path: string;
  icon: LucideIcon;
  roles: readonly Role[];
}

export const SECTIONS: readonly Section[] = [
  { name: "calls", path: "/calls", icon: PhoneCall, roles: ["admin", "supervisor", "agent", "accountant", "auditor"] },
  { name: "voicemail", path: "/voicemail", icon: Voicemail, roles: ["admin", "supervisor", "agent", "auditor"] },
  { name: "phones", path: "/phones", icon: TabletSmartphone, roles: ["admin", "supervisor", "auditor"] },
  { name: "services", path: "/services", icon: Users, roles: ["admin", "supervisor", "auditor"] },
  { name: "trunks", path: "/trunks", icon: Router, roles: ["admin", "supervisor", "auditor"] },
  { name: "sites", path: "/sites", icon: Building2, roles: ["admin", "supervisor", "auditor"] },
  { name: "routes", path: "/routes", icon: Signpost, roles: ["admin", "supervisor", "auditor"] },
  { name: "bans", path: "/bans", icon: ShieldBan, roles: ["admin"] },
  { name: "company", path: "/company", icon: SlidersHorizontal, roles: ["admin", "supervisor", "auditor"] },
];

export function maySee(role: Role, name: SectionName): boolean {
  return SECTIONS.some((section) => section.name === name && section.roles.includes(role));
}
