/** Leaves of a topic's page its heading and its first two cards, without what explains them. */
export const CARDS_ALONE = `
  header, .lead, .intro nav, .links, .run, .status, .settings, .pager { display: none !important; }
  .card .note, .examples, .in-row, .toggle { display: none !important; }
  main { padding-block: 1.25rem !important; }
  .intro { margin-bottom: 0.75rem !important; }
  .experiment { display: block !important; }
  .cards { grid-template-columns: 1fr 1fr !important; }
  .cards > :nth-child(n + 3) { display: none; }
  .cards > * { grid-column: auto !important; }
`;
