/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are worked out by one function, which measuring and allocating share, so that they cannot disagree. */
#include "config.h"

#include "ph-wrap-layout.h"

struct _PhWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (PhWrapLayout, ph_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  PROP_0,
  PROP_SPACING,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* One child's place in its row. */
typedef struct
{
  GtkWidget *child; /* (unowned) */
  int natural;
  int gap; /* before it, in its row */
  int width;
  int row;
} PhWrapSlot;

static GArray *
list_slots (GtkWidget *widget)
{
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (PhWrapSlot));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      PhWrapSlot slot = { .child = child };

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &slot.natural, NULL, NULL);
      g_array_append_val (slots, slot);
    }
  return slots;
}

/* Gives what is left of a row to its last child that expands. */
static void
finish_row (GArray *slots, guint first, guint end, int left)
{
  for (guint i = end; i > first && left > 0; i--)
    {
      PhWrapSlot *slot = &g_array_index (slots, PhWrapSlot, i - 1);

      if (gtk_widget_compute_expand (slot->child, GTK_ORIENTATION_HORIZONTAL))
        {
          slot->width += left;
          return;
        }
    }
}

/* What wants no width takes none with a spacing either, so that it fits behind a row that is full. */
static int
gap_before (PhWrapLayout *self, const PhWrapSlot *slot, gboolean is_first)
{
  return is_first || slot->natural == 0 ? 0 : self->spacing;
}

/* Returns the number of rows. */
static int
break_rows (PhWrapLayout *self, GArray *slots, int width)
{
  int row = 0;
  int used = 0;
  guint first = 0;

  for (guint i = 0; i < slots->len; i++)
    {
      PhWrapSlot *slot = &g_array_index (slots, PhWrapSlot, i);
      int wanted = MIN (slot->natural, width);

      if (i > first && used + gap_before (self, slot, FALSE) + wanted > width)
        {
          finish_row (slots, first, i, width - used);
          first = i;
          used = 0;
          row++;
        }
      slot->gap = gap_before (self, slot, i == first);
      used += slot->gap + wanted;
      slot->width = wanted;
      slot->row = row;
    }
  finish_row (slots, first, slots->len, width - used);
  return slots->len > 0 ? row + 1 : 0;
}

/* @first: a row's first slot. Returns the row's height; @end is where the next one begins. */
static int
row_height (GArray *slots, guint first, guint *end)
{
  int row = g_array_index (slots, PhWrapSlot, first).row;
  int height = 0;

  for (*end = first; *end < slots->len && g_array_index (slots, PhWrapSlot, *end).row == row; (*end)++)
    {
      const PhWrapSlot *slot = &g_array_index (slots, PhWrapSlot, *end);
      int natural = 0;

      gtk_widget_measure (slot->child, GTK_ORIENTATION_VERTICAL, slot->width, NULL, &natural, NULL, NULL);
      height = MAX (height, natural);
    }
  return height;
}

static int
total_height (PhWrapLayout *self, GArray *slots, int width)
{
  int n_rows = break_rows (self, slots, width);
  int height = MAX (0, n_rows - 1) * self->spacing;

  for (guint first = 0; first < slots->len;)
    height += row_height (slots, first, &first);
  return height;
}

static void
measure_width (PhWrapLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  g_autoptr (GArray) slots = list_slots (widget);

  *minimum = 0;
  *natural = 0;
  for (guint i = 0; i < slots->len; i++)
    {
      const PhWrapSlot *slot = &g_array_index (slots, PhWrapSlot, i);
      int child_minimum = 0;

      gtk_widget_measure (slot->child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, NULL, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += gap_before (self, slot, i == 0) + slot->natural;
    }
}

static void
ph_wrap_layout_measure (GtkLayoutManager *manager,
                        GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  PhWrapLayout *self = PH_WRAP_LAYOUT (manager);
  g_autoptr (GArray) slots = NULL;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (self, widget, minimum, natural);
      return;
    }
  slots = list_slots (widget);
  *minimum = *natural = total_height (self, slots, for_size < 0 ? G_MAXINT / 2 : for_size);
}

static void
ph_wrap_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  PhWrapLayout *self = PH_WRAP_LAYOUT (manager);
  g_autoptr (GArray) slots = list_slots (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int y = 0;

  break_rows (self, slots, width);
  for (guint i = 0; i < slots->len;)
    {
      guint end = i;
      int this_height = row_height (slots, i, &end);

      for (int x = 0; i < end; i++)
        {
          const PhWrapSlot *slot = &g_array_index (slots, PhWrapSlot, i);
          GtkAllocation place = { x + slot->gap, y, slot->width, this_height };

          if (is_rtl)
            place.x = width - place.x - place.width;
          gtk_widget_size_allocate (slot->child, &place, -1);
          x += slot->gap + slot->width;
        }
      y += this_height + self->spacing;
    }
}

static GtkSizeRequestMode
ph_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ph_wrap_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SPACING)
    g_value_set_int (value, PH_WRAP_LAYOUT (object)->spacing);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ph_wrap_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PhWrapLayout *self = PH_WRAP_LAYOUT (object);

  if (id != PROP_SPACING)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (self->spacing != g_value_get_int (value))
    {
      self->spacing = g_value_get_int (value);
      gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
      g_object_notify_by_pspec (object, pspec);
    }
}

static void
ph_wrap_layout_class_init (PhWrapLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = ph_wrap_layout_get_property;
  object_class->set_property = ph_wrap_layout_set_property;
  layout_class->measure = ph_wrap_layout_measure;
  layout_class->allocate = ph_wrap_layout_allocate;
  layout_class->get_request_mode = ph_wrap_layout_get_request_mode;

  properties[PROP_SPACING] = g_param_spec_int ("spacing",
                                               NULL,
                                               NULL,
                                               0,
                                               G_MAXINT,
                                               6,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ph_wrap_layout_init (PhWrapLayout *self)
{
  self->spacing = 6;
}

GtkLayoutManager *
ph_wrap_layout_new (void)
{
  return g_object_new (PH_TYPE_WRAP_LAYOUT, NULL);
}
