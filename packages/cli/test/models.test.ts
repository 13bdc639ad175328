import { describe, expect, it } from 'vitest';
import { phiScan, inProject } from './support/spawned.js';

const files = {
  'prisma/schema.prisma': 'model Patient {\n  id String @id\n  fullName String\n  ssn String\n}\n\nmodel Doctor {\n  id String @id\n  name String\n  email String\n}\n\nmodel Room {\n  id String @id\n  floor Int\n}\n',
  'src/intake.ts': "import { z } from 'zod';\nexport const intake = z.object({ dateOfBirth: z.string(), email: z.string(), symptoms: z.string() });\n",
  'src/user.js': "const mongoose = require('mongoose');\nconst userSchema = new mongoose.Schema({ email: String, phone: String, role: { type: String, enum: ['patient', 'doctor'] } });\nmodule.exports = mongoose.model('User', userSchema);\n",
  'src/api.ts': "import axios from 'axios';\nexport const load = async (id: string) => (await axios.get(`/api/patients/${id}`)).data;\nexport const again = async (id: string) => (await axios.get(`/api/patients/${id}`)).data;\n",
  'src/routes.ts': "import express from 'express';\nconst router = express.Router();\nrouter.post('/appointments', (req, res) => {\n  res.json(save(req.body));\n});\n",
  'src/fhir.ts': "import type { Patient } from 'fhir/r4';\nexport function show(patient: Patient) {\n  return patient.name;\n}\n",
};

interface Row {
  name: string;
  kind: string;
  holds: string;
  subject: string;
  elements: string[];
  fields: { name: string }[];
  also: unknown[];
  location: { file: string; start: { line: number } };
  why: string;
}

async function listed(...argv: string[]): Promise<{ accounts: string; models: Row[] }> {
  const { stdout } = await inProject(files, async (folder) => phiScan(folder, ['models', '--format', 'json', ...argv]));
  return JSON.parse(stdout) as { accounts: string; models: Row[] };
}

describe('models', () => {
  it('tells shapes of all kinds with where, what, whose and why', async () => {
    const { accounts, models } = await listed();
    const row = (name: string, kind: string): Row | undefined => models.find((each) => each.name === name && each.kind === kind);
    expect(accounts).toBe('patients');
    const patient = row('Patient', 'prisma model');
    expect(patient).toMatchObject({ holds: 'patient', subject: 'patient', location: { file: 'prisma/schema.prisma', start: { line: 1 } } });
    expect(patient?.elements).toEqual(expect.arrayContaining(['ssn', 'name']));
    expect(patient?.fields.map(({ name }) => name)).toEqual(['fullName', 'ssn']);
    expect(patient?.why).toContain('holds');
    expect(row('intake', 'z.object schema')?.elements).toEqual(expect.arrayContaining(['dob', 'email']));
    expect(row('User', 'mongoose.model schema')).toMatchObject({ subject: 'patient' });
    expect(row('/api/patients/{}', 'response')?.also).toHaveLength(1);
    expect(row('/appointments', 'request body')).toMatchObject({ holds: 'patient', location: { file: 'src/routes.ts' } });
    expect(row('Patient', 'type of a package')).toMatchObject({ holds: 'patient', location: { file: 'src/fhir.ts' } });
    expect(models.map(({ name }) => name)).not.toContain('Room');
  });

  it('tells the others too when asked, and narrows by name', async () => {
    const { models } = await listed('--all');
    expect(models.find(({ name }) => name === 'Room')).toMatchObject({ holds: 'nothing', why: expect.stringContaining('Room') });
    expect(models.find(({ name }) => name === 'Doctor')).toMatchObject({ holds: 'staff' });
    const { models: named } = await listed('--all', '--name', 'DOC');
    expect(named.map(({ name }) => name)).toEqual(['Doctor']);
  });

  it('is a table for people, the same every time', async () => {
    const [first, second] = await inProject(files, async (folder) => [await phiScan(folder, ['models']), await phiScan(folder, ['models', '--threads', '2'])]);
    expect(first.status).toBe(0);
    expect(first.stderr).toBe('');
    expect(first.stdout).toMatch(/^Patient data \(\d+\)\n/);
    expect(first.stdout).toMatch(/ {2}Patient +prisma model +prisma\/schema\.prisma:1\n +.*ssn.* · high: the model Patient holds/);
    expect(first.stdout).toContain('--all lists the others too');
    expect(second.stdout).toBe(first.stdout);
  });

  it('has no format but text and JSON', async () => {
    const { status, stderr } = await inProject(files, async (folder) => phiScan(folder, ['models', '--format', 'sarif']));
    expect(status).toBe(2);
    expect(stderr).toContain('models has no format sarif');
  });
});
