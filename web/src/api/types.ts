/** Short names for what the API speaks of. */

import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type Me = Schemas["MeModel"];
export type Role = Me["role"];
export type Call = Schemas["CallModel"];
export type CallWithLegs = Schemas["CallWithLegsModel"];
export type Who = Schemas["PartyModel"];
export type Step = Schemas["StepModel"];
export type Leg = Schemas["LegModel"];
export type Voicemail = Schemas["VoicemailModel"];
export type Device = Schemas["DeviceModel"];
export type DeviceChange = Schemas["DeviceChange"];
export type PersonChange = Schemas["PersonChange"];
export type Extension = Schemas["ExtensionModel"];
export type NewService = Schemas["NewExtensionModel"];
export type ServiceChange = Schemas["ExtensionChange"];
export type Company = Schemas["CompanyModel"];
export type CompanyChange = Schemas["CompanyChange"];
export type LiveCall = Schemas["LiveCallModel"];
export type LiveLeg = Schemas["LiveLegModel"];
export type Supervisor = Schemas["SupervisorModel"];
export type Mode = Schemas["SuperviseModel"]["mode"];
export type Trunk = Schemas["TrunkModel"];
export type Gateway = Schemas["GatewayStatusModel"];
export type NewGateway = Schemas["GatewayModel"];
export type NumberFormats = Schemas["NumberFormatsModel"];
export type TrunkChange = Schemas["TrunkChange"];
export type Site = Schemas["SiteModel"];
export type NewSite = Schemas["NewSite"];
export type NewTrunk = Schemas["NewTrunkModel"];
export type TrunkNumber = Schemas["NumberModel"];
export type NumberChange = Schemas["NumberChange"];
export type TrunkPreset = Schemas["TrunkPresetModel"];
export type DevicePreset = Schemas["DevicePresetModel"];
export type Preset = Pick<TrunkPreset, "key" | "name" | "kind" | "box" | "sources">;
export type Route = Schemas["RouteModel"];
export type Rehearsal = Schemas["RehearsalModel"];
export type Way = Schemas["WayModel"];
export type Ban = Schemas["BanModel"];
export type NewBan = Schemas["NewBan"];
