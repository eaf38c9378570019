package sample.load.drill;

/** One thing that a drill must show, and what it did show. */
record Check(String what, String expected, String measured, boolean ok) {
}
