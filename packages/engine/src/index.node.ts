export * from './index.ts';
export { nativeBinding, type NativeBinding } from './backends/native.ts';
export { doctor, type DoctorReport } from './doctor/doctor.ts';
export { formatDoctor } from './doctor/format-doctor.ts';
export type { StepSupport, Supported } from './doctor/step-support.ts';
export { backendOrder, engine, type BackendName, type EngineInfo, type EngineOptions } from './engine.node.ts';
export { installEngine, type InstallOptions } from './install/install.ts';
export { findInstalled, type InstalledEngine, type Variant } from './install/installed.ts';
export { planInstall, type InstallPlan } from './install/plan.ts';
