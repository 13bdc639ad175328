import type { Patient } from '@clinic/records';

export function register(patient: Patient): string {
  console.log(`registered ${patient.name}`);
  return patient.id;
}
