export interface Patient {
  readonly id: string;
  readonly name: string;
  readonly ssn: string;
}
