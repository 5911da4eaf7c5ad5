/** Languages in which task definitions are written. What is no task definition among them is told by its text. */
export const languages = [
  'json',
  'jsonc',
  'yaml',
  'terraform',
  'opentofu',
  'cloudformation',
  'cloudformation-json',
  'cloudformation-yaml',
];
