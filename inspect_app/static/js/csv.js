// What is seen in a chart as the text of a CSV file that spreadsheets open as it is meant.

// A cell that a spreadsheet would run is written as text; a cell with a comma or a quote is quoted.
function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// The rows within the stretch that is seen; a moment where no curve has a value is a gap and no row.
export function csv(head, names, table, [from, to], moment) {
  const [times, ...curves] = table;
  const rows = [[head, ...names].map(cell).join(",")];
  times.forEach((at, index) => {
    const values = curves.map((curve) => curve[index]);
    if (at < from || at > to || values.every((value) => value === null || value === undefined)) return;
    rows.push([moment(at), ...values.map(cell)].join(","));
  });
  return `\ufeff${rows.join("\r\n")}\r\n`;
}
