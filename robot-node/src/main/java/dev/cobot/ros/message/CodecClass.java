package dev.cobot.ros.message;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Generates a {@link RecordCodec}: one class for each record, beside it in its package, which calls
 * accessors and constructor directly. Reflection and method handles would box every number of every
 * message, and composed method handles take the runtime tens of milliseconds more to start.
 *
 * <p>What it writes is straight code without a single jump, so the class file needs no stack maps.
 * The class file format is chapter 4 of the Java Virtual Machine Specification.
 */
final class CodecClass {
  private static final int CLASS_FILE_VERSION = 61;
  private static final int ACC_PUBLIC = 0x0001;
  private static final int ACC_FINAL = 0x0010;
  private static final int ACC_SUPER = 0x0020;
  private static final int ACC_SYNTHETIC = 0x1000;

  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int FIELD_REF = 9;
  private static final int METHOD_REF = 10;
  private static final int NAME_AND_TYPE = 12;

  private static final int LCONST_0 = 0x09;
  private static final int SIPUSH = 0x11;
  private static final int LDC_W = 0x13;
  private static final int ALOAD_0 = 0x2A;
  private static final int ALOAD_1 = 0x2B;
  private static final int ALOAD_2 = 0x2C;
  private static final int AALOAD = 0x32;
  private static final int DUP = 0x59;
  private static final int LADD = 0x61;
  private static final int LRETURN = 0xAD;
  private static final int ARETURN = 0xB0;
  private static final int RETURN = 0xB1;
  private static final int GETFIELD = 0xB4;
  private static final int INVOKEVIRTUAL = 0xB6;
  private static final int INVOKESPECIAL = 0xB7;
  private static final int INVOKESTATIC = 0xB8;
  private static final int NEW = 0xBB;
  private static final int CHECKCAST = 0xC0;

  /** After the record's name. */
  private static final String SUFFIX = "$$Codec";

  private static final String CODEC = internal(FieldCodec.class);
  private static final String SUPER = internal(RecordCodec.class);
  private static final String BUFFER = "Ljava/nio/ByteBuffer;";
  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String TEXT = "Ljava/lang/String;";
  private static final String CODECS = "[L" + CODEC + ";";

  private final String record;
  private final RecordComponent[] components;
  private final String[] fieldNames;
  private final Map<List<Object>, Integer> constants = new LinkedHashMap<>();
  private final ByteArrayOutputStream pool = new ByteArrayOutputStream();
  private final DataOutputStream poolOut = new DataOutputStream(pool);

  private CodecClass(Class<?> recordClass, String[] fieldNames) {
    this.record = internal(recordClass);
    this.components = recordClass.getRecordComponents();
    this.fieldNames = fieldNames;
  }

  /**
   * Makes the codec of a record.
   *
   * @param lookup of full access to the record
   * @param fieldNames of the components, for errors
   * @param codecs of the components that are no primitives, in their order
   */
  static RecordCodec create(MethodHandles.Lookup lookup, String[] fieldNames, FieldCodec[] codecs)
      throws ReflectiveOperationException {
    byte[] classFile;
    try {
      classFile = new CodecClass(lookup.lookupClass(), fieldNames).classFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return (RecordCodec)
        define(lookup, classFile).getConstructor(FieldCodec[].class).newInstance((Object) codecs);
  }

  /** Records of other class loaders are of another module, where no hidden class can be made. */
  private static Class<?> define(MethodHandles.Lookup lookup, byte[] classFile)
      throws ReflectiveOperationException {
    if (lookup.hasFullPrivilegeAccess()) {
      return lookup
          .defineHiddenClass(classFile, true, MethodHandles.Lookup.ClassOption.NESTMATE)
          .lookupClass();
    }
    if (Modifier.isPrivate(lookup.lookupClass().getModifiers())) {
      throw new IllegalAccessException("a record of another class loader must not be private");
    }
    try {
      return lookup.defineClass(classFile);
    } catch (LinkageError e) {
      // Another thread was first.
      return lookup.findClass(lookup.lookupClass().getName() + SUFFIX);
    }
  }

  private static String internal(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  private interface Body {
    void write(DataOutputStream code) throws IOException;
  }

  private byte[] classFile() throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(rest);
    out.writeShort(ACC_PUBLIC | ACC_FINAL | ACC_SUPER | ACC_SYNTHETIC);
    out.writeShort(classRef(record + SUFFIX));
    out.writeShort(classRef(SUPER));
    out.writeShort(0); // interfaces
    out.writeShort(0); // fields
    out.writeShort(4); // methods
    method(out, "<init>", "(" + CODECS + ")V", this::constructor);
    method(out, "bytes", "(" + OBJECT + ")J", this::bytes);
    method(out, "write", "(" + BUFFER + OBJECT + ")V", this::write);
    method(out, "read", "(" + BUFFER + ")" + OBJECT, this::read);
    out.writeShort(0); // attributes
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream fileOut = new DataOutputStream(file);
    fileOut.writeInt(0xCAFEBABE);
    fileOut.writeShort(0);
    fileOut.writeShort(CLASS_FILE_VERSION);
    fileOut.writeShort(constants.size() + 1);
    pool.writeTo(fileOut);
    rest.writeTo(fileOut);
    return file.toByteArray();
  }

  private void method(DataOutputStream out, String name, String descriptor, Body body)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    body.write(new DataOutputStream(bytes));
    out.writeShort(ACC_PUBLIC);
    out.writeShort(utf8(name));
    out.writeShort(utf8(descriptor));
    out.writeShort(1); // attributes: the code
    out.writeShort(utf8("Code"));
    out.writeInt(12 + bytes.size());
    out.writeShort(8 + 2 * components.length); // the arguments of the constructor, two slots each
    out.writeShort(3); // this and at most two parameters
    out.writeInt(bytes.size());
    bytes.writeTo(out);
    out.writeShort(0); // exception handlers
    out.writeShort(0); // attributes of the code
  }

  private void constructor(DataOutputStream code) throws IOException {
    code.writeByte(ALOAD_0);
    code.writeByte(ALOAD_1);
    call(code, INVOKESPECIAL, SUPER, "<init>", "(" + CODECS + ")V");
    code.writeByte(RETURN);
  }

  private void bytes(DataOutputStream code) throws IOException {
    code.writeByte(LCONST_0);
    int codec = 0;
    for (RecordComponent component : components) {
      if (!component.getType().isPrimitive()) {
        loadCodec(code, codec++);
        loadComponent(code, ALOAD_1, component);
        call(code, INVOKEVIRTUAL, CODEC, "bytes", "(" + OBJECT + ")J");
        code.writeByte(LADD);
      }
    }
    code.writeByte(LRETURN);
  }

  private void write(DataOutputStream code) throws IOException {
    int codec = 0;
    for (RecordComponent component : components) {
      if (component.getType().isPrimitive()) {
        code.writeByte(ALOAD_1);
        loadComponent(code, ALOAD_2, component);
        String descriptor = "(" + BUFFER + component.getType().descriptorString() + ")V";
        call(code, INVOKESTATIC, CODEC, "write", descriptor);
      } else {
        loadCodec(code, codec++);
        code.writeByte(ALOAD_1);
        loadComponent(code, ALOAD_2, component);
        call(code, INVOKEVIRTUAL, CODEC, "write", "(" + BUFFER + OBJECT + ")V");
      }
    }
    code.writeByte(RETURN);
  }

  private void read(DataOutputStream code) throws IOException {
    code.writeByte(NEW);
    code.writeShort(classRef(record));
    code.writeByte(DUP);
    int codec = 0;
    Class<?>[] parameters = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      Class<?> type = components[i].getType();
      parameters[i] = type;
      if (type.isPrimitive()) {
        code.writeByte(ALOAD_1);
        code.writeByte(LDC_W);
        code.writeShort(constant(STRING, fieldNames[i]));
        String name = type.getName();
        String reader = "read" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        call(
            code, INVOKESTATIC, CODEC, reader, "(" + BUFFER + TEXT + ")" + type.descriptorString());
      } else {
        loadCodec(code, codec++);
        code.writeByte(ALOAD_1);
        call(code, INVOKEVIRTUAL, CODEC, "read", "(" + BUFFER + ")" + OBJECT);
        code.writeByte(CHECKCAST);
        code.writeShort(classRef(internal(type)));
      }
    }
    String descriptor = MethodType.methodType(void.class, parameters).descriptorString();
    call(code, INVOKESPECIAL, record, "<init>", descriptor);
    code.writeByte(ARETURN);
  }

  private void loadCodec(DataOutputStream code, int index) throws IOException {
    code.writeByte(ALOAD_0);
    code.writeByte(GETFIELD);
    code.writeShort(member(FIELD_REF, SUPER, "codecs", CODECS));
    code.writeByte(SIPUSH);
    code.writeShort(index);
    code.writeByte(AALOAD);
  }

  private void loadComponent(DataOutputStream code, int load, RecordComponent component)
      throws IOException {
    code.writeByte(load);
    code.writeByte(CHECKCAST);
    code.writeShort(classRef(record));
    String descriptor = "()" + component.getType().descriptorString();
    call(code, INVOKEVIRTUAL, record, component.getName(), descriptor);
  }

  private void call(DataOutputStream code, int opcode, String owner, String name, String descriptor)
      throws IOException {
    code.writeByte(opcode);
    code.writeShort(member(METHOD_REF, owner, name, descriptor));
  }

  // The constant pool

  private int utf8(String text) throws IOException {
    Integer known = constants.get(List.<Object>of(UTF8, text));
    if (known != null) {
      return known;
    }
    poolOut.writeByte(UTF8);
    poolOut.writeUTF(text);
    return added(List.of(UTF8, text));
  }

  private int classRef(String name) throws IOException {
    return constant(CLASS, name);
  }

  /** A class or a string. */
  private int constant(int tag, String text) throws IOException {
    return entry(tag, List.of(utf8(text)));
  }

  private int member(int tag, String owner, String name, String descriptor) throws IOException {
    int nameAndType = entry(NAME_AND_TYPE, List.of(utf8(name), utf8(descriptor)));
    return entry(tag, List.of(classRef(owner), nameAndType));
  }

  private int entry(int tag, List<Integer> indices) throws IOException {
    List<Object> key = new ArrayList<>();
    key.add(tag);
    key.addAll(indices);
    Integer known = constants.get(key);
    if (known != null) {
      return known;
    }
    poolOut.writeByte(tag);
    for (int index : indices) {
      poolOut.writeShort(index);
    }
    return added(key);
  }

  private int added(List<Object> key) {
    constants.put(key, constants.size() + 1);
    return constants.size();
  }
}
