package dev.cobot.brain.language;

/**
 * One of the wishes of a sentence that has several.
 *
 * @param said the wish by itself: what it leaves to the wishes before it is put in
 * @param reading what is heard in it; of a wish for several objects, as if it were for one of them
 * @param amount how many objects like its target it is for; {@link #ALL} for those that are there
 * @param isDependent whether it says less than it means without the wish before it
 */
public record Wish(String said, CommandReading reading, int amount, boolean isDependent) {
  /** As many as there are. */
  public static final int ALL = 0;

  public Wish {
    if (amount < ALL) {
      throw new IllegalArgumentException("a wish is for 0 (all) or more objects, got " + amount);
    }
  }

  /** Whether it is for one object that it names. */
  public boolean isForOne() {
    return amount == 1;
  }
}
