package dev.cobot.ros.message;

import java.io.IOException;

/**
 * A service type that is known by its definition alone, at run time.
 *
 * @param name package and name, such as {@code std_srvs/Trigger}
 */
public record DynamicServiceType(String name, DynamicType request, DynamicType response) {
  /**
   * Reads a service type.
   *
   * @throws DefinitionException when the definition is missing or malformed
   */
  public static DynamicServiceType load(String name, DefinitionSource source)
      throws DefinitionException, IOException {
    return new DynamicServiceType(
        name,
        DynamicType.of(MessageDefinition.load(name + "Request", source)),
        DynamicType.of(MessageDefinition.load(name + "Response", source)));
  }

  /** The md5 by which client and server agree on the type. */
  public String md5() {
    return MessageDefinition.md5(request.md5Text() + response.md5Text());
  }
}
