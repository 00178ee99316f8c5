package dev.cobot.sim2real.scene;

/** A 3-vector; the name of the variable that holds it says the unit and the frame. */
public record Vector3(double x, double y, double z) {
  public static final Vector3 ZERO = new Vector3(0, 0, 0);

  /** Returns the vector of the first three values of an array. */
  public static Vector3 of(double... xyz) {
    if (xyz.length != 3) {
      throw new IllegalArgumentException("a vector has 3 components, got " + xyz.length);
    }
    return new Vector3(xyz[0], xyz[1], xyz[2]);
  }

  public Vector3 plus(Vector3 other) {
    return new Vector3(x + other.x, y + other.y, z + other.z);
  }

  public Vector3 minus(Vector3 other) {
    return new Vector3(x - other.x, y - other.y, z - other.z);
  }

  public Vector3 times(double factor) {
    return new Vector3(x * factor, y * factor, z * factor);
  }

  public double dot(Vector3 other) {
    return x * other.x + y * other.y + z * other.z;
  }

  public Vector3 cross(Vector3 other) {
    return new Vector3(
        y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
  }

  public double norm() {
    return Math.sqrt(dot(this));
  }

  /** Returns the unit vector of this direction. */
  public Vector3 normalized() {
    double norm = norm();
    if (!(norm > 0)) {
      throw new ArithmeticException("the zero vector has no direction");
    }
    return times(1 / norm);
  }

  public double distanceTo(Vector3 other) {
    return minus(other).norm();
  }

  /** Returns the distance in the x-y plane. */
  public double horizontalDistanceTo(Vector3 other) {
    return Math.hypot(x - other.x, y - other.y);
  }

  public boolean isFinite() {
    return Double.isFinite(x) && Double.isFinite(y) && Double.isFinite(z);
  }

  public double[] toArray() {
    return new double[] {x, y, z};
  }
}
