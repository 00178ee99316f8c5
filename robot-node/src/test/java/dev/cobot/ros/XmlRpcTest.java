package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlRpcTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Object value(String xml) throws XmlRpcException {
    return XmlRpc.decodeResponse(
        utf8(
            "<?xml version='1.0'?><methodResponse><params><param>"
                + xml
                + "</param></params></methodResponse>"));
  }

  @Test
  void valuesSurviveARoundTrip() throws XmlRpcException {
    List<Object> values =
        List.of(
            -5,
            true,
            0.1,
            Double.NEGATIVE_INFINITY,
            "a <b> & \"c\" 'd'\n\tü 😀",
            "",
            List.of(),
            Map.of("k", List.of(Map.of())),
            new XmlRpc.DateTime("20260101T00:00:00"));
    assertEquals(values, XmlRpc.decodeResponse(XmlRpc.encodeResponse(values)));
    XmlRpc.Call call = XmlRpc.decodeCall(XmlRpc.encodeCall("setParam", values));
    assertEquals("setParam", call.method());
    assertEquals(values, call.params());
    byte[] bytes = {0, 1, -1};
    assertArrayEquals(bytes, (byte[]) XmlRpc.decodeResponse(XmlRpc.encodeResponse(bytes)));
  }

  @Test
  void readsTheFormsOfOtherClients() throws XmlRpcException {
    assertEquals(7, value("<value><i4>7</i4></value>"));
    assertEquals(7, value("\n <value>\n <int> 7 </int>\n</value>\n"));
    assertEquals("bare", value("<value>bare</value>"));
    assertEquals("", value("<value/>"));
    assertEquals("", value("<value><string/></value>"));
    assertEquals(1e-5, value("<value><double>1e-05</double></value>"));
    assertEquals(Double.NaN, value("<value><double>nan</double></value>"));
    assertEquals(
        List.of(1, "x"),
        value(
            "<value><array><data>\n"
                + "<value><int>1</int></value>\n"
                + "<value>x</value>\n"
                + "</data></array></value>"));
    assertEquals(
        Map.of("a b", true),
        value(
            "<value><struct>\n"
                + "<member>\n"
                + "<name>a b</name>\n"
                + "<value><boolean>1</boolean></value>\n"
                + "</member>\n"
                + "</struct></value>"));
    assertEquals(
        List.of(),
        XmlRpc.decodeCall(utf8("<methodCall><methodName>getPid</methodName><params/></methodCall>"))
            .params());
    assertEquals(
        List.of(),
        XmlRpc.decodeCall(utf8("<methodCall><methodName>getPid</methodName></methodCall>"))
            .params());
  }

  @Test
  void writesTheFormThatRoscppReads() {
    assertEquals(
        "<?xml version=\"1.0\"?>\n"
            + "<methodResponse><params><param><value><array><data><value><int>1</int></value><value><string>a&amp;b</string></value></data></array></value></param></params></methodResponse>\n",
        new String(XmlRpc.encodeResponse(List.of(1, "a&b")), StandardCharsets.UTF_8));
  }

  @Test
  void controlCharactersDoNotBreakTheDocument() throws XmlRpcException {
    assertEquals("?[31mred?", XmlRpc.decodeResponse(XmlRpc.encodeResponse("\u001b[31mred\ud800")));
  }

  @Test
  void faultsBecomeErrors() {
    XmlRpcException error =
        assertThrows(
            XmlRpcException.class,
            () -> XmlRpc.decodeResponse(XmlRpc.encodeFault(1, "no such method")));
    assertTrue(error.getMessage().endsWith("no such method"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no xml",
        "<methodResponse/>",
        "<methodResponse><params></params></methodResponse>",
        "<methodResponse><params><param><value><nil/></value></param></params></methodResponse>",
        "<methodResponse><params><param><value><int>99999999999</int></value></param></params></methodResponse>",
        "<methodResponse><params><param><value><boolean>2</boolean></value></param></params></methodResponse>",
        "<methodResponse><params><param><value><array><value>1</value></array></value></param></params></methodResponse>",
        "<!DOCTYPE x [<!ENTITY a"
            + " 'b'>]><methodResponse><params><param><value>&a;</value></param></params></methodResponse>",
        "<!DOCTYPE x SYSTEM"
            + " 'file:///etc/passwd'><methodResponse><params><param><value>a</value></param></params></methodResponse>",
      })
  void malformedDocumentsAreRefused(String document) {
    assertThrows(XmlRpcException.class, () -> XmlRpc.decodeResponse(utf8(document)));
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "<value><array><data>".repeat(5000) + "</data></array></value>".repeat(5000);
    XmlRpcException error = assertThrows(XmlRpcException.class, () -> value(deep));
    assertTrue(error.getMessage().contains("64 levels"), error.getMessage());
  }

  @Test
  void mutatedDocumentsGiveOnlyCheckedErrors() {
    byte[] valid =
        XmlRpc.encodeCall(
            "registerPublisher",
            List.of(
                "/n",
                1,
                true,
                2.5,
                List.of("a", Map.of("k", new byte[] {1, 2})),
                Map.of("s", List.of())));
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 4000; i++) {
      byte[] mutated = Mutations.of(valid, random);
      try {
        assertFalse(XmlRpc.decodeCall(mutated).method() == null);
      } catch (XmlRpcException e) {
        refused++;
      }
    }
    assertTrue(refused > 1000, "mutations must hit: " + refused);
  }
}
