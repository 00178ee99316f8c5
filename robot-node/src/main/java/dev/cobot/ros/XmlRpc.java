package dev.cobot.ros;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * XML-RPC documents. Values are Integer, Boolean, Double, String, byte[], {@link DateTime}, List
 * and Map with String keys.
 *
 * <p>Writes the one form that roscpp's string matching accepts; reads leniently, but refuses
 * document types, deep nesting and anything that is no XML-RPC.
 */
final class XmlRpc {
  private static final int MAX_DEPTH = 64;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private XmlRpc() {}

  /** An ISO 8601 date, kept as its text. */
  record DateTime(String text) {}

  /** A decoded call. */
  record Call(String method, List<Object> params) {}

  static byte[] encodeCall(String method, List<?> params) {
    StringBuilder out = new StringBuilder("<?xml version=\"1.0\"?>\n<methodCall><methodName>");
    escape(out, method);
    out.append("</methodName><params>");
    for (Object param : params) {
      out.append("<param>");
      encodeValue(out, param);
      out.append("</param>");
    }
    return out.append("</params></methodCall>\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] encodeResponse(Object value) {
    StringBuilder out =
        new StringBuilder("<?xml version=\"1.0\"?>\n<methodResponse><params><param>");
    encodeValue(out, value);
    return out.append("</param></params></methodResponse>\n")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  static byte[] encodeFault(int code, String text) {
    StringBuilder out = new StringBuilder("<?xml version=\"1.0\"?>\n<methodResponse><fault>");
    encodeValue(out, fault(code, text));
    return out.append("</fault></methodResponse>\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  static Map<String, Object> fault(int code, String text) {
    Map<String, Object> fault = new LinkedHashMap<>();
    fault.put("faultCode", code);
    fault.put("faultString", text);
    return fault;
  }

  private static void encodeValue(StringBuilder out, Object value) {
    out.append("<value>");
    if (value instanceof Integer) {
      out.append("<int>").append(value).append("</int>");
    } else if (value instanceof Boolean b) {
      out.append("<boolean>").append(b ? 1 : 0).append("</boolean>");
    } else if (value instanceof Double) {
      out.append("<double>").append(value).append("</double>");
    } else if (value instanceof String s) {
      out.append("<string>");
      escape(out, s);
      out.append("</string>");
    } else if (value instanceof byte[] bytes) {
      out.append("<base64>").append(Base64.getEncoder().encodeToString(bytes)).append("</base64>");
    } else if (value instanceof DateTime date) {
      out.append("<dateTime.iso8601>");
      escape(out, date.text());
      out.append("</dateTime.iso8601>");
    } else if (value instanceof List<?> list) {
      out.append("<array><data>");
      for (Object item : list) {
        encodeValue(out, item);
      }
      out.append("</data></array>");
    } else if (value instanceof Map<?, ?> map) {
      out.append("<struct>");
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append("<member><name>");
        escape(out, String.valueOf(entry.getKey()));
        out.append("</name>");
        encodeValue(out, entry.getValue());
        out.append("</member>");
      }
      out.append("</struct>");
    } else {
      throw new IllegalArgumentException(
          "XML-RPC cannot carry "
              + (value == null ? "null" : value.getClass().getName() + " " + value)
              + ": allowed are int, boolean, double, String, byte[], List and Map");
    }
    out.append("</value>");
  }

  private static void escape(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '\n', '\r', '\t' -> out.append(c);
        default -> {
          // XML 1.0 cannot carry other control characters in any form, nor half a surrogate pair.
          if (Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1))) {
            out.append(c).append(text.charAt(++i));
          } else if (c < ' ' || Character.isSurrogate(c) || c >= 0xFFFE) {
            out.append('?');
          } else {
            out.append(c);
          }
        }
      }
    }
  }

  static Call decodeCall(byte[] document) throws XmlRpcException {
    return new Reader(document).call();
  }

  /**
   * The value of a response.
   *
   * @throws XmlRpcException when the document is malformed or holds a fault
   */
  static Object decodeResponse(byte[] document) throws XmlRpcException {
    return new Reader(document).response();
  }

  /** Pull parser over one document; every method leaves the cursor behind what it consumed. */
  private static final class Reader {
    private final XMLStreamReader xml;

    Reader(byte[] document) throws XmlRpcException {
      XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
      factory.setProperty(XMLInputFactory.IS_COALESCING, true);
      try {
        // As text: of bytes that are no UTF-8 the parser writes to standard error.
        xml = factory.createXMLStreamReader(new StringReader(text(document)));
      } catch (XMLStreamException | CharacterCodingException e) {
        throw malformed(e);
      }
    }

    private static String text(byte[] document) throws CharacterCodingException {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    private static XmlRpcException malformed(Exception e) {
      return new XmlRpcException("Malformed XML-RPC: " + e.getMessage(), e);
    }

    Call call() throws XmlRpcException {
      try {
        expect(nextElement(), "methodCall");
        expect(nextElement(), "methodName");
        String method = xml.getElementText().strip();
        String element = nextElement();
        List<Object> params = element == null ? List.of() : params(element);
        return new Call(method, params);
      } catch (XMLStreamException | RuntimeException e) {
        throw malformed(e);
      }
    }

    Object response() throws XmlRpcException {
      try {
        expect(nextElement(), "methodResponse");
        String element = nextElement();
        if ("fault".equals(element)) {
          expect(nextElement(), "value");
          Object fault = value(0);
          throw new XmlRpcException(
              "The peer answered a fault: "
                  + (fault instanceof Map<?, ?> map ? map.get("faultString") : fault));
        }
        List<Object> params = params(element);
        if (params.size() != 1) {
          throw new XmlRpcException(
              "Malformed XML-RPC: a response holds 1 value, got " + params.size());
        }
        return params.get(0);
      } catch (XMLStreamException | RuntimeException e) {
        throw malformed(e);
      }
    }

    private List<Object> params(String element) throws XMLStreamException, XmlRpcException {
      expect(element, "params");
      List<Object> params = new ArrayList<>();
      for (String next = nextElement(); next != null; next = nextElement()) {
        expect(next, "param");
        expect(nextElement(), "value");
        params.add(value(0));
        end();
      }
      return params;
    }

    /**
     * Name of the next element, or null at the end of the enclosing one; nothing but space may
     * stand before.
     */
    private String nextElement() throws XMLStreamException, XmlRpcException {
      while (true) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            return xml.getLocalName();
          }
          case XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
            return null;
          }
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
            if (!xml.isWhiteSpace()) {
              throw new XmlRpcException("Malformed XML-RPC: text between elements");
            }
          }
          case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
              throw new XmlRpcException("XML-RPC with a document type or entity is refused");
          default -> {
            // comments, processing instructions and ignorable space carry nothing
          }
        }
      }
    }

    private void end() throws XMLStreamException, XmlRpcException {
      String element = nextElement();
      if (element != null) {
        throw new XmlRpcException("Malformed XML-RPC: unexpected <" + element + ">");
      }
    }

    private static void expect(String element, String expected) throws XmlRpcException {
      if (!expected.equals(element)) {
        throw new XmlRpcException(
            "Malformed XML-RPC: expected <"
                + expected
                + ">, got "
                + (element == null ? "the end of the enclosing element" : "<" + element + ">"));
      }
    }

    /** Reads behind {@code <value>} up to and including its end. */
    private Object value(int depth) throws XMLStreamException, XmlRpcException {
      if (depth > MAX_DEPTH) {
        throw new XmlRpcException(
            "XML-RPC nests deeper than the " + MAX_DEPTH + " levels that are allowed");
      }
      StringBuilder text = new StringBuilder();
      while (true) {
        switch (xml.next()) {
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
              text.append(xml.getText());
          case XMLStreamConstants.END_ELEMENT -> {
            return text.toString();
          }
          case XMLStreamConstants.START_ELEMENT -> {
            Object typed = typedValue(xml.getLocalName(), depth);
            end();
            return typed;
          }
          case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
              throw new XmlRpcException("XML-RPC with a document type or entity is refused");
          default -> {
            // comments and processing instructions carry nothing
          }
        }
      }
    }

    private Object typedValue(String type, int depth) throws XMLStreamException, XmlRpcException {
      return switch (type) {
        case "i4", "int" -> Integer.valueOf(xml.getElementText().strip());
        case "boolean" -> truth(xml.getElementText().strip());
        case "double" -> number(xml.getElementText().strip());
        case "string" -> xml.getElementText();
        case "base64" -> Base64.getMimeDecoder().decode(xml.getElementText());
        case "dateTime.iso8601" -> new DateTime(xml.getElementText());
        case "array" -> array(depth);
        case "struct" -> struct(depth);
        default ->
            throw new XmlRpcException(
                "XML-RPC value of the unknown type <" + type + "> is refused");
      };
    }

    private static Boolean truth(String text) throws XmlRpcException {
      return switch (text) {
        case "1", "true" -> true;
        case "0", "false" -> false;
        default ->
            throw new XmlRpcException("XML-RPC boolean is '" + text + "', allowed are 0 and 1");
      };
    }

    private static Double number(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "nan" -> Double.NaN;
        case "inf", "+inf", "infinity" -> Double.POSITIVE_INFINITY;
        case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
        default -> Double.valueOf(text);
      };
    }

    private List<Object> array(int depth) throws XMLStreamException, XmlRpcException {
      expect(nextElement(), "data");
      List<Object> items = new ArrayList<>();
      for (String next = nextElement(); next != null; next = nextElement()) {
        expect(next, "value");
        items.add(value(depth + 1));
      }
      end();
      return items;
    }

    private Map<String, Object> struct(int depth) throws XMLStreamException, XmlRpcException {
      Map<String, Object> members = new LinkedHashMap<>();
      for (String next = nextElement(); next != null; next = nextElement()) {
        expect(next, "member");
        expect(nextElement(), "name");
        String name = xml.getElementText();
        expect(nextElement(), "value");
        members.put(name, value(depth + 1));
        end();
      }
      return members;
    }
  }
}
