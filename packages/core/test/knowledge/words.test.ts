import { describe, expect, test } from 'vitest';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { singular, singulars, splitName } from '../../src/knowledge/split-name.js';
import { compileWords } from '../../src/knowledge/words.js';

const words = compileWords(loadKnowledge().words);
const { classifyMember, classifyName, topicOf } = words;

/** `name/patient`, `appointment`, `-` for harmless, `/staff` for a subject alone. */
function said(verdict: ReturnType<typeof classifyName>): string {
  if (verdict.harmless !== undefined) return '-';
  const what = verdict.element?.id ?? verdict.record?.id ?? '';
  return verdict.subject === undefined ? what : `${what}/${verdict.subject}`;
}

/** `patient.name.given` read member by member. */
function saidOfPath(path: string): string {
  const [first = '', ...members] = path.split('.');
  return said(members.reduce((owner, member) => classifyMember(owner, member), classifyName(first)));
}

describe('splitName', () => {
  test.each([
    ['patientSSN', 'patient ssn'],
    ['PatientDOBField', 'patient dob field'],
    ['mrnNumber2', 'mrn number 2'],
    ['SCREAMING_SNAKE_CASE', 'screaming snake case'],
    ['kebab-case-name', 'kebab case name'],
    ['__private', 'private'],
    ['$scope', 'scope'],
    ['patientIDs', 'patient ids'],
    ['SSNs', 'ssns'],
    ['SSNsOfPatients', 'ssns of patients'],
    ['FHIRPatient', 'fhir patient'],
    ['HL7Message', 'hl7 message'],
    ['hl7', 'hl7'],
    ['s3Client', 's3 client'],
    ['address1Line', 'address 1 line'],
    ['icd10Code', 'icd 10 code'],
    ['prontuário', 'prontuario'],
    ['próximaConsulta', 'proxima consulta'],
    ['ENDEREÇO_RESIDENCIAL', 'endereco residencial'],
    ['PID.3', 'pid 3'],
    ['', ''],
    ['$', ''],
    ['_', ''],
    ['氏名', '氏名'],
    ['患者Name', '患者 name'],
  ])('%s is %s', (name, expected) => {
    expect(splitName(name).join(' ')).toBe(expected);
  });

  test('never throws, whatever the text', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return seed % below;
    };
    for (let i = 0; i < 5000; i++) {
      const units = Array.from({ length: random(24) }, () => (random(3) === 0 ? random(0x10000) : 32 + random(95)));
      const name = String.fromCharCode(...units);
      const parts = splitName(name);
      expect(parts.every((part) => part !== '')).toBe(true);
      expect(() => classifyName(name)).not.toThrow();
      expect(() => classifyMember(classifyName(name), name)).not.toThrow();
    }
  });

  test('takes the names of Object.prototype for what they are', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf']) expect(said(classifyName(name))).not.toMatch(/name|patient$/);
  });
});

describe('singulars', () => {
  test.each([
    ['patients', 'patient'],
    ['addresses', 'address'],
    ['diagnoses', 'diagnosis'],
    ['allergies', 'allergy'],
    ['visits', 'visit'],
    ['biopsies', 'biopsy'],
    ['consultas', 'consulta'],
    ['profissionais', 'profissional'],
    ['internacoes', 'internacao'],
  ])('%s may be %s', (plural, expected) => {
    expect(singulars(plural)).toContain(expected);
  });

  test.each(['status', 'address', 'diagnosis', 'hl7', 'gas', 'campus', 'virus', 'loss'])('%s is no plural', (word) => {
    expect(singulars(word)).toEqual([]);
    expect(singular(word)).toBe(word);
  });

  test.each([
    ['nurses', 'nurse'],
    ['boxes', 'box'],
    ['queries', 'query'],
    ['doctors', 'doctor'],
  ])('%s is most likely %s', (word, expected) => {
    expect(singular(word)).toBe(expected);
  });
});

describe('classifyName', () => {
  test.each([
    // the telling word is the last
    ['patient', 'patient/patient'],
    ['patientAppointment', 'appointment/patient'],
    ['appointmentPatient', 'patient/patient'],
    ['doctorPatients', 'patient/patient'],
    ['doctorAppointments', 'appointment'],
    ['patientPanel', '/patient'],
    ['patientAge', '/patient'],
    // or stands before a preposition
    ['statusOfPatient', '-'],
    ['countOfPatients', '-'],
    ['nameOfQueue', 'name/thing'],
    ['nameOfPatient', 'name/patient'],
    ['nomeDoPaciente', 'name/patient'],
    ['getPatientById', 'patient/patient'],
    ['patientFromRequest', 'patient/patient'],
    ['rowToPatient', 'patient/patient'],
    ['findByEmail', ''],
    ['dateOfBirth', 'dob'],
    // a phrase that is an element goes before the harmless word in it
    ['nationalId', 'national-id'],
    ['medicalRecordNumber', 'mrn'],
    ['insuranceNumber', 'insurance-id'],
    ['zipCode', 'address'],
    ['hivStatus', 'clinical'],
    ['patientIdentifier', 'mrn/patient'],
    // run together
    ['dateofbirth', 'dob'],
    ['firstname', 'name'],
    ['patientname', 'name/patient'],
    ['nomepaciente', 'name/patient'],
    ['patientid', '-'],
    ['phonenumber', 'phone'],
    ['filename', '/thing'],
    // whose
    ['doctorName', 'name/staff'],
    ['patientDoctorName', 'name/staff'],
    ['doctorPatientName', 'name/patient'],
    ['hospitalPhone', 'phone/thing'],
    ['supportEmail', 'email/thing'],
    ['emailPaciente', 'email/patient'],
    ['nomeMedico', 'name/staff'],
    ['createdBy', '/staff'],
    ['motherName', 'name/patient'],
    ['guardianEmail', 'email/patient'],
    // what a content element is named after
    ['diagnosisName', 'clinical'],
    ['medicationName', 'clinical'],
    ['prescriptionNotes', 'free-text/patient'],
    // words that are no data
    ['rename', ''],
    ['patience', ''],
    ['emailSubject', ''],
    ['concept', '/thing'],
    ['httpClient', ''],
    ['patientSchema', ''],
    ['PatientService', '/thing'],
    ['sendEmail', ''],
    ['user', 'user'],
    ['doctorUser', 'user/staff'],
    ['patientProfile', 'patient/patient'],
  ])('%s says %s', (name, expected) => {
    expect(said(classifyName(name))).toBe(expected);
  });

  test.each(['patientId', 'patient_id', 'patientIds', 'patientCount', 'numberOfPatients', 'hasInsurance', 'isPatient', 'emailSent', 'emailTemplate', 'ssnHash', 'maskedSsn', 'patientsLength', 'emailVerified', 'appointmentDate', 'userRole', 'statusConsulta', 'idPaciente', 'usernameTaken', 'ssnColumn', 'getTotalPatients'])('%s is harmless', (name) => {
    expect(classifyName(name).harmless).toBeDefined();
  });

  test('tells plurals', () => {
    expect(classifyName('patients').plural).toBe(true);
    expect(classifyName('patientEmails').plural).toBe(true);
    expect(classifyName('diagnoses').plural).toBe(true);
    expect(classifyName('patient').plural).toBe(false);
    expect(classifyName('diagnosis').plural).toBe(false);
  });

  test('tells the account that an element is part of', () => {
    expect(classifyName('userName').record?.kind).toBe('account');
    expect(classifyName('username').record?.kind).toBe('account');
    expect(classifyName('userEmail').record?.kind).toBe('account');
  });

  test('is remembered', () => {
    expect(classifyName('patientEmail')).toBe(classifyName('patientEmail'));
  });
});

describe('classifyMember', () => {
  test.each([
    ['patient.name', 'name/patient'],
    ['patient.name.given', 'name/patient'],
    ['patient.data.name', 'name/patient'],
    ['patient.telecom', 'phone/patient'],
    ['patient.contact.name', 'name/patient'],
    ['patient.address.city', 'address/patient'],
    ['patient.identifier.value', 'mrn/patient'],
    ['patient.id', '-'],
    ['patient.status', '-'],
    ['patient.doctor.name', 'name/staff'],
    ['patient.hospital.name', 'name/thing'],
    ['patient.user.email', 'email/patient'],
    ['patient.age', '/patient'],
    ['doctor.name', 'name/staff'],
    ['doctor.patients', 'patient/patient'],
    ['doctor.appointments', 'appointment'],
    ['doctor.profile.email', 'email/staff'],
    ['file.name', 'name/thing'],
    ['error.name', 'name/thing'],
    ['user.name', 'name'],
    ['company.email', 'email/thing'],
    ['email.value', 'email'],
    ['ssn.value', 'ssn'],
    ['diagnosis.name', 'clinical/patient'],
    ['session.email', 'email'],
    ['session.user.email', 'email'],
    ['patientEvent.ssn', 'ssn'],
    ['patientModel.name', 'name'],
    ['patientService.name', 'name/thing'],
    ['client.email', 'email'],
    ['medicine.name', 'clinical'],
    ['prescription.medicineName', 'clinical/patient'],
    ['appointment.reason', 'free-text/patient'],
    ['appointment.phone', 'phone'],
    ['appointment.patient.name', 'name/patient'],
    ['observation.valueQuantity.value', 'clinical/patient'],
    ['paciente.nome', 'name/patient'],
    ['response.data', ''],
  ])('%s says %s', (path, expected) => {
    expect(saidOfPath(path)).toBe(expected);
  });
});

describe('topicOf', () => {
  test.each([
    ['patientRepository', 'patient/patient'],
    ['PatientModel', 'patient/patient'],
    ['appointmentService', 'appointment'],
    ['patientId', 'patient/patient'],
    ['totalPatients', 'patient/patient'],
    ['doctorController', '/staff'],
    ['cacheService', '/thing'],
  ])('%s is about %s', (name, expected) => {
    expect(said(topicOf(name))).toBe(expected);
  });
});
