package dev.cobot.sim2real.robot;

import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One element of an untrusted XML file with the line it starts on. Document types and entities are
 * refused, and size, depth and element count are limited, so that a hostile file costs little.
 */
public final class XmlElement {
  static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 32;
  private static final int MAX_ELEMENTS = 20_000;
  private static final int MAX_TEXT = 65_536;
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.]{1,40}([eE][-+]?[0-9]{1,3})?");

  private static final int HEAD_BYTES = 60;
  private static final Pattern VERSION =
      Pattern.compile("<\\?xml\\s+version=[\"']([0-9])\\.([0-9])[\"']");
  private static final String MESSAGE = "Message:";

  private final String file;
  private final int line;
  private final String name;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<XmlElement> children = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private XmlElement(String file, int line, String name) {
    this.file = file;
    this.line = line;
    this.name = name;
  }

  /** Reads a file and returns its root element. */
  public static XmlElement read(Path path) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    return parse(path.toString(), bytes);
  }

  /**
   * What a file may cost.
   *
   * @param bytes of the whole file
   * @param elements of the whole file
   * @param text characters directly inside one element
   */
  public record Limits(int bytes, int elements, int text) {
    static final Limits DESCRIPTION = new Limits(MAX_BYTES, MAX_ELEMENTS, MAX_TEXT);
  }

  /** Parses the bytes of a file; {@code file} is the name that errors show. */
  public static XmlElement parse(String file, byte[] bytes) throws DescriptionException {
    return parse(file, bytes, Limits.DESCRIPTION);
  }

  /** As {@link #parse(String, byte[])}, within other limits. */
  public static XmlElement parse(String file, byte[] bytes, Limits limits)
      throws DescriptionException {
    if (bytes.length > limits.bytes()) {
      throw new DescriptionException(
          file + ": a description has at most " + limits.bytes() + " bytes, got more");
    }
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    // Prefixes are told by their letters alone: published files use some that they do not declare.
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    try {
      XMLStreamReader reader =
          factory.createXMLStreamReader(new ByteArrayInputStream(versioned(bytes)));
      try {
        return tree(file, reader, limits);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
      throw new DescriptionException(
          file + ":" + line + column(e) + ": not well-formed XML: " + reason(e), e);
    } catch (RuntimeException e) {
      // The JDK's scanner answers some malformed input with unchecked exceptions.
      throw new DescriptionException(file + ": not well-formed XML: " + e, e);
    }
  }

  /** Some programs write another version than 1.0 into the declaration and mean 1.0. */
  private static byte[] versioned(byte[] bytes) {
    String head =
        new String(bytes, 0, Math.min(HEAD_BYTES, bytes.length), StandardCharsets.ISO_8859_1);
    Matcher version = VERSION.matcher(head);
    if (!version.lookingAt()) {
      return bytes;
    }
    byte[] changed = bytes.clone();
    changed[version.start(1)] = '1';
    changed[version.start(2)] = '0';
    return changed;
  }

  private static XmlElement tree(String file, XMLStreamReader reader, Limits limits)
      throws XMLStreamException, DescriptionException {
    Deque<XmlElement> open = new ArrayDeque<>();
    XmlElement root = null;
    int elements = 0;
    while (reader.hasNext()) {
      int event = reader.next();
      int line = reader.getLocation().getLineNumber();
      switch (event) {
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw new DescriptionException(
                file + ":" + line + ": document types and entities are not allowed; remove them");
        case XMLStreamConstants.START_ELEMENT -> {
          XmlElement element = new XmlElement(file, line, qualified(reader));
          for (int i = 0; i < reader.getAttributeCount(); i++) {
            element.attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
          }
          if (open.isEmpty()) {
            root = element;
          } else {
            open.peek().children.add(element);
          }
          open.push(element);
          elements++;
          if (open.size() > MAX_DEPTH || elements > limits.elements()) {
            throw element.error(
                "at most "
                    + limits.elements()
                    + " elements nested "
                    + MAX_DEPTH
                    + " deep are allowed");
          }
        }
        case XMLStreamConstants.END_ELEMENT -> open.pop();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (!open.isEmpty()) {
            StringBuilder text = open.peek().text;
            if (text.length() + reader.getTextLength() > limits.text()) {
              throw open.peek()
                  .error("at most " + limits.text() + " characters of text are allowed");
            }
            text.append(reader.getText());
          }
        }
        default -> {
          // Comments and processing instructions carry nothing here.
        }
      }
    }
    if (root == null) {
      throw new DescriptionException(file + ": the file has no root element");
    }
    return root;
  }

  // A custom element keeps its prefix, so that it is never taken for one of the format.
  private static String qualified(XMLStreamReader reader) {
    String prefix = reader.getPrefix();
    return prefix == null || prefix.isEmpty()
        ? reader.getLocalName()
        : prefix + ":" + reader.getLocalName();
  }

  private static String column(XMLStreamException e) {
    return e.getLocation() == null ? "" : ":" + e.getLocation().getColumnNumber();
  }

  /** Returns what is wrong; the JDK puts it on the second line, after the place. */
  private static String reason(XMLStreamException e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    int at = message.indexOf(MESSAGE);
    String reason = at < 0 ? message : message.substring(at + MESSAGE.length());
    return reason.contains("[xX][mM][lL]")
        ? "the declaration <?xml ..?> must be the first thing in the file; remove what is before it"
        : reason.lines().findFirst().orElse("").strip();
  }

  public String name() {
    return name;
  }

  /** Returns the text directly inside the element, trimmed. */
  public String text() {
    return text.toString().strip();
  }

  public List<XmlElement> children() {
    return List.copyOf(children);
  }

  public List<XmlElement> children(String childName) {
    return children.stream().filter(c -> c.name.equals(childName)).toList();
  }

  /** Returns the only child of this name, or nothing; two are an error. */
  public Optional<XmlElement> child(String childName) throws DescriptionException {
    List<XmlElement> found = children(childName);
    if (found.size() > 1) {
      throw found.get(1).error("only one <" + childName + "> is allowed inside <" + name + ">");
    }
    return found.stream().findFirst();
  }

  /** Returns the only child of this name; none is an error. */
  public XmlElement requiredChild(String childName) throws DescriptionException {
    return child(childName)
        .orElseThrow(() -> error("needs a <" + childName + ">; add one inside <" + name + ">"));
  }

  /** Returns the first child of this name; further ones are not regarded. */
  public Optional<XmlElement> firstChild(String childName) {
    return children.stream().filter(c -> c.name.equals(childName)).findFirst();
  }

  XmlElement firstRequiredChild(String childName) throws DescriptionException {
    return firstChild(childName)
        .orElseThrow(() -> error("needs a <" + childName + ">; add one inside <" + name + ">"));
  }

  public Optional<String> attribute(String attributeName) {
    return Optional.ofNullable(attributes.get(attributeName));
  }

  public String requiredAttribute(String attributeName) throws DescriptionException {
    String value = attributes.get(attributeName);
    if (value == null || value.isBlank()) {
      throw error("needs the attribute " + attributeName + "=\"..\"");
    }
    return value;
  }

  /** Returns the element's text as one finite number. */
  public double number() throws DescriptionException {
    return parsed(text(), 1)[0];
  }

  /** Returns the number that a child has, or another where there is no such child. */
  public double number(String child, double otherwise) throws DescriptionException {
    Optional<XmlElement> element = child(child);
    return element.isPresent() ? element.get().number() : otherwise;
  }

  /** Returns the element's text as {@code count} finite numbers. */
  public double[] numbers(int count) throws DescriptionException {
    return parsed(text(), count);
  }

  /** Returns an attribute as one finite number. */
  public double number(String attributeName) throws DescriptionException {
    return parsed(requiredAttribute(attributeName), 1)[0];
  }

  /** Returns an attribute as {@code count} finite numbers. */
  public double[] numbers(String attributeName, int count) throws DescriptionException {
    return parsed(requiredAttribute(attributeName), count);
  }

  private double[] parsed(String words, int count) throws DescriptionException {
    String[] parts = words.strip().split("\\s+", count + 2);
    double[] values = new double[count];
    if (parts.length != count) {
      throw error("needs " + count + " numbers, got '" + brief(words) + "'");
    }
    for (int i = 0; i < count; i++) {
      try {
        values[i] = NUMBER.matcher(parts[i]).matches() ? Double.parseDouble(parts[i]) : Double.NaN;
      } catch (NumberFormatException e) {
        throw new DescriptionException(
            error("'" + brief(parts[i]) + "' is no number").getMessage(), e);
      }
      if (!Double.isFinite(values[i])) {
        throw error("needs " + count + " finite numbers, got '" + brief(parts[i]) + "'");
      }
    }
    return values;
  }

  /** Returns a finite number above zero that is the element's text. */
  public double positiveNumber() throws DescriptionException {
    double value = number();
    if (!(value > 0)) {
      throw error("needs a number above 0, got " + value);
    }
    return value;
  }

  /** Returns the transform of {@code xyz} (metres) and {@code rpy} (radians). */
  static Transform transform(String target, String source, double[] xyz, double[] rpy) {
    return new Transform(
        target, source, Vector3.of(xyz), Quaternion.fromRollPitchYaw(rpy[0], rpy[1], rpy[2]));
  }

  /** Adds to {@code ignored} each child that is not among the {@code understood} names. */
  public void noteIgnored(Set<String> understood, List<String> ignored) {
    for (XmlElement child : children) {
      if (!understood.contains(child.name)) {
        ignored.add(file + ":" + child.line + ": <" + child.name + "> inside <" + name + ">");
      }
    }
  }

  /** Adds this element to {@code ignored}, with the reason why what it says is not used. */
  public void noteIgnored(String reason, List<String> ignored) {
    ignored.add(file + ":" + line + ": <" + name + "> " + reason);
  }

  /** Returns the name of the file that the element stands in. */
  public String file() {
    return file;
  }

  /** Returns the file and the line on which the element starts. */
  String place() {
    return file + ":" + line;
  }

  /** Returns an error that names the file, the line and the element. */
  public DescriptionException error(String problem) {
    return new DescriptionException(file + ":" + line + ": <" + name + "> " + problem);
  }

  private static String brief(String value) {
    return value.length() <= 60 ? value : value.substring(0, 60) + "..";
  }
}
