// Drops what this browser kept of a survey, once it was sent.
const { key } = document.getElementById("forget").dataset;
try { localStorage.removeItem(key); } catch { /* storage is off */ }
