/** What is asked of a shop, in English: of 3 to 14 words. */
export const SENTENCES: readonly string[] = [
  'Where is my parcel?',
  'My order has not arrived yet.',
  'How do I return a pair of shoes that do not fit?',
  'Can I change the address after I have paid?',
  'The invoice shows the wrong name.',
  'Do you deliver on Saturdays?',
  'I would like my money back.',
  'Which payment methods do you accept in your online shop?',
  'The box was open when it came.',
  'Is there a discount for students?',
  'I forgot my password and cannot sign in.',
  'Please delete my account and all of my data.',
  'How long does shipping to Japan take?',
  'One of the cups is broken.',
  'Can two vouchers be used together?',
  'Is this jacket available in a larger size?',
];
