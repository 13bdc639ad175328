/** Names that a file may use without saying where they come from, or with the package alone. */

const javaLang: ReadonlySet<string> = new Set([
  'Appendable', 'AutoCloseable', 'Boolean', 'Byte', 'CharSequence', 'Character', 'Class', 'ClassLoader', 'Cloneable', 'Comparable', 'Double', 'Enum', 'Error', 'Exception', 'Float', 'Integer',
  'Iterable', 'Long', 'Math', 'Number', 'Object', 'Override', 'Process', 'Readable', 'Record', 'Runnable', 'Runtime', 'Short', 'String', 'StringBuffer', 'StringBuilder', 'System', 'Thread',
  'ThreadLocal', 'Throwable', 'Void', 'Deprecated', 'SafeVarargs', 'FunctionalInterface', 'SuppressWarnings', 'ArithmeticException', 'ArrayIndexOutOfBoundsException', 'ClassCastException',
  'ClassNotFoundException', 'CloneNotSupportedException', 'IllegalArgumentException', 'IllegalStateException', 'IndexOutOfBoundsException', 'InterruptedException', 'NullPointerException',
  'NumberFormatException', 'ReflectiveOperationException', 'RuntimeException', 'SecurityException', 'UnsupportedOperationException', 'AssertionError', 'OutOfMemoryError', 'StackOverflowError',
]);

/** Of the packages that files import whole, what they mostly mean by it. */
const jdkPackages: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'java.util',
    new Set([
      'ArrayDeque', 'ArrayList', 'Arrays', 'Base64', 'BitSet', 'Calendar', 'Collection', 'Collections', 'Comparator', 'Currency', 'Date', 'Deque', 'Enumeration', 'HashMap', 'HashSet', 'Hashtable',
      'Iterator', 'LinkedHashMap', 'LinkedHashSet', 'LinkedList', 'List', 'ListIterator', 'Locale', 'Map', 'NavigableMap', 'Objects', 'Optional', 'OptionalInt', 'PriorityQueue', 'Properties', 'Queue',
      'Random', 'Scanner', 'Set', 'SortedMap', 'SortedSet', 'Stack', 'StringJoiner', 'StringTokenizer', 'TimeZone', 'Timer', 'TreeMap', 'TreeSet', 'UUID', 'Vector', 'NoSuchElementException',
    ]),
  ],
  ['java.util.stream', new Set(['Collectors', 'IntStream', 'LongStream', 'Stream', 'StreamSupport'])],
  ['java.util.function', new Set(['BiConsumer', 'BiFunction', 'BinaryOperator', 'Consumer', 'Function', 'Predicate', 'Supplier', 'UnaryOperator'])],
  ['java.util.logging', new Set(['ConsoleHandler', 'FileHandler', 'Handler', 'Level', 'LogRecord', 'Logger'])],
  [
    'java.io',
    new Set([
      'BufferedReader', 'BufferedWriter', 'ByteArrayInputStream', 'ByteArrayOutputStream', 'File', 'FileInputStream', 'FileOutputStream', 'FileReader', 'FileWriter', 'IOException', 'InputStream',
      'InputStreamReader', 'OutputStream', 'PrintStream', 'PrintWriter', 'Reader', 'Serializable', 'StringReader', 'StringWriter', 'Writer',
    ]),
  ],
  ['java.time', new Set(['Duration', 'Instant', 'LocalDate', 'LocalDateTime', 'LocalTime', 'Month', 'OffsetDateTime', 'Period', 'Year', 'ZoneId', 'ZonedDateTime'])],
  ['java.text', new Set(['DateFormat', 'DecimalFormat', 'MessageFormat', 'NumberFormat', 'ParseException', 'SimpleDateFormat'])],
  ['java.sql', new Set(['Connection', 'DriverManager', 'PreparedStatement', 'ResultSet', 'SQLException', 'Statement', 'Timestamp'])],
]);

export function inJavaLang(name: string): boolean {
  return javaLang.has(name);
}

/** Whether a package of the JDK has a class of that name. */
export function packageOfJdk(candidate: string, name: string): boolean {
  return jdkPackages.get(candidate)?.has(name) ?? false;
}
